"""The editor of the 四色空间分布图."""
