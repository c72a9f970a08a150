"""Tools for who keeps the knowledge base: check, map, preview, catalogue, schema and spreadsheet. Nothing here decides."""
