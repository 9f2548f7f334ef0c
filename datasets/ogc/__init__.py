"""Tables that lie somewhere as OGC API - Features: what QGIS and GDAL read without anything of ours.

Part 1 (17-069r4) for core, GeoJSON and OpenAPI 3.0, and Part 2 (18-058r1) for systems of coordinates.
"""
