"""What an export is made of: content in one order, writers of formats, packing, manifests, descriptions, tables."""
