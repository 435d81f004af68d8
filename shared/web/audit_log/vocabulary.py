"""What the audit log records: actions, results, and the faults that its verification reports."""

from shared.contracts.titled import Titled


class AuditAction(Titled):
    """An action that the audit log records."""

    LOGIN = "login", "登录"
    SINGLE_SIGN_ON = "single_sign_on", "统一身份认证"
    LOGOUT = "logout", "退出登录"
    SESSION_ENDED = "session_ended", "结束其他登录"
    ACCOUNT_CREATED = "account_created", "新建账号"
    ACCOUNT_DISABLED = "account_disabled", "停用账号"
    ACCOUNT_ENABLED = "account_enabled", "恢复账号"
    ACCOUNT_UNLOCKED = "account_unlocked", "解除登录限制"
    SECOND_FACTOR_SET = "second_factor_set", "开通双重验证"
    SECOND_FACTOR_REMOVED = "second_factor_removed", "关闭双重验证"
    SECOND_FACTOR_RESET = "second_factor_reset", "取消双重验证"
    RECOVERY_CODES_MADE = "recovery_codes_made", "换一组恢复码"
    TOKEN_CREATED = "token_created", "新建程序令牌"
    TOKEN_REVOKED = "token_revoked", "撤销程序令牌"
    IDENTITY_LINKED = "identity_linked", "关联统一身份"
    IDENTITY_UNLINKED = "identity_unlinked", "解除统一身份关联"
    ROLES_CHANGED = "roles_changed", "更改角色"
    ROLES_REQUESTED = "roles_requested", "申请角色"
    ROLES_CONFIRMED = "roles_confirmed", "确认角色"
    ROLES_REFUSED = "roles_refused", "不同意角色申请"
    PASSWORD_RESET = "password_reset", "重设密码"
    PASSWORD_CHANGED = "password_changed", "修改自己的密码"
    PERSON_ERASED = "person_erased", "删除个人资料"
    IMPORT = "import", "导入"
    EXPORT = "export", "导出"
    RESTRICTED_READING = "restricted_reading", "查阅限定范围的文本"
    OPERATOR_COMMAND = "operator_command", "运维命令"
    TRIMMED = "trimmed", "清理到期的审计记录"


class AuditResult(Titled):
    """The result of an action."""

    SUCCESS = "success", "成功"
    FAILURE = "failure", "失败"


class AuditFault(Titled):
    """A fault of the chain of rows."""

    CHANGED = "changed", "内容与校验值不符（被改动或插入）"
    MISSING = "missing", "缺少记录（被删除）"
    TRUNCATED = "truncated", "末尾的记录缺失（被截断）"
    SURPLUS = "surplus", "末尾有不是本系统写入的记录"
    ANCHOR = "anchor", "开头的记录缺失，与清理记录不符"
    KNOWN = "known", "与先前记下的校验值不符"
