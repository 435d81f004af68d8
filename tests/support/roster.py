"""A roster of organizations at all levels, as CSV."""

ROSTER = """code,name,level,parent_code,from,body_from
520000,贵州省,province,,2000-01-01,
520600,铜仁市,prefecture,520000,2000-01-01,
520603,万山区,county,520600,2000-01-01,
522600,黔东南苗族侗族自治州,prefecture,520000,2000-01-01,
522625,镇远县,county,522600,2000-01-01,
520603202,敖寨侗族乡,township,520603,2000-01-01,2013-01-01
522625100,舞阳镇,township,522625,2000-01-01,
"""
