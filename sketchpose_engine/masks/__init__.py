"""Instance masks: from fields, corrected, stitched, coloured, scored."""
