"""OAI-PMH 2.0: the datasets as records that a harvester asks for since its last visit.

https://www.openarchives.org/OAI/openarchivesprotocol.html
"""
