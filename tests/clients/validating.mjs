// Judges a graph by shapes with rdf-validate-shacl; prints JSON: the severity and the path of each result.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const require = createRequire(process.cwd() + '/')
const load = async name => (await import(pathToFileURL(require.resolve(name)))).default
const rdf = await load('@zazuko/env-node')
const Validator = await load('rdf-validate-shacl')

const [shapes, data] = process.argv.slice(2)
const read = async path => {
  const dataset = rdf.dataset()
  await dataset.import(rdf.formats.parsers.import(path.endsWith('.nt') ? 'application/n-triples' : 'text/turtle',
    (await import('node:stream')).Readable.from([readFileSync(path, 'utf8')])))
  return dataset
}
const importGraph = () => rdf.dataset() // what a file of shapes imports is not fetched
const report = await new Validator(await read(shapes), { factory: rdf, importGraph }).validate(await read(data))
console.log(JSON.stringify(report.results.map(result => [
  result.severity?.value, result.path?.value ?? null, result.focusNode?.value,
])))
