-- Asks the paths of a file in turn; with a salt, every request is one that was never asked before.
-- Arguments: file with one path per line, Accept header, salt (may be left out).
local paths, headers, salt, asked = {}, {}, nil, 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    paths[#paths + 1] = line
  end
  headers["Accept"] = arguments[2]
  salt = arguments[3]
end

function request()
  local path = paths[asked % #paths + 1]
  asked = asked + 1
  if salt then
    path = path .. "%0A%23" .. salt .. asked
  end
  return wrk.format("GET", path, headers)
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  local form = '{"seconds": %.6f, "answers": %d, "failed": %d, "p50": %.6f, "p99": %.6f}\n'
  local answers = summary.requests - errors.status
  local half, most = latency:percentile(50) / 1e6, latency:percentile(99) / 1e6
  io.write(form:format(summary.duration / 1e6, answers, failed, half, most))
end
