"""The table, the plot and the filters of cells."""
