"""The feed of changes: a Linked Data Event Stream, shaped as the DCAT-AP feeds want it.

https://w3id.org/ldes/specification , https://semiceu.github.io/LDES-DCAT-AP-feeds/
"""
