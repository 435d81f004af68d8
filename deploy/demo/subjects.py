"""Texts of the demonstration: topics, units, offices and channels. None refers to a real person or organization."""

TOPICS = (
    "加强农村饮用水水源保护", "推进城乡公交一体化", "完善养老服务设施", "发展山地特色农业", "改造老旧小区", "保护传统村落",
    "规范校外培训", "加快乡镇卫生院建设", "治理河道污染", "支持民族手工业", "推进智慧停车", "完善冷链物流",
)  # fmt: skip
UNITS = (
    "教育局",
    "水务局",
    "交通运输局",
    "民政局",
    "农业农村局",
    "住房和城乡建设局",
    "卫生健康局",
    "文化和旅游局",
    "生态环境局",
)
LEADERS = ("主席", "副主席", "秘书长")
COMMITTEES = ("提案委", "经济委", "文教卫体委", "社会法制委", "民族宗教委")
ONLINE = ("website", "wechat", "qq_group", "office_network")
OFFLINE = ("paper", "meeting")
IN_PERSON = ("phone", "letter", "visit", "meeting")
FORMS = ("thematic", "counterpart", "sector", "proposal_handling", "remote", "interview", "public_invitation")
