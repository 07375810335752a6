//! What machines say, in the languages they say it in. Lower case.

/// Parts of a subject that only reports of a failed or late delivery have.
#[rustfmt::skip]
pub(super) const BOUNCE_SUBJECTS: &[&str] = &[
    "undelivered mail", "undeliverable", "undelivered message", "undeliverd", "mail delivery failed",
    "mail delivery failure", "delivery status notification", "delivery failure", "delivery failed",
    "delivery has failed", "delivery notification", "delivery report", "delivery error", "failure notice",
    "failure delivery", "failed delivery", "returned mail", "returned to sender", "return mail",
    "mail delivery status", "mail delivery system", "mail delivery problem", "mail system error",
    "message delivery failure", "message undeliverable", "message not delivered", "message returned",
    "message status - undeliverable", "could not be delivered", "could not send message", "could not send mail",
    "cannot send message", "cannot be delivered", "delayed mail", "delivery delayed", "mail delivery delayed",
    "delivery status", "permanent delivery failure", "non-delivery", "nondeliverable", "non delivery",
    "email delivery failure", "mail failure", "rejected mail", "mail rejected", "message rejected",
    "postmaster notify", "mail could not be delivered", "warning: message", "delivery warning",
    "considered unsolicited bulk email", "message you sent blocked", "unable to deliver", "not deliverable",
    "user unknown", "unknown recipient", "recipient unknown", "loop alert", "mail loop",
    "unzustellbar", "nicht zustellbar", "nicht zugestellt", "zustellung fehlgeschlagen",
    "unzustellbarkeit", "konnte nicht zugestellt", "fehlgeschlagene zustellung", "rückläufer",
    "non remis", "non distribué", "non délivré", "échec de la remise", "échec de remise", "non livré",
    "no se puede entregar", "no entregado", "no se pudo entregar", "no se ha podido entregar",
    "devuelto al remitente", "error de entrega", "imposible de entregar", "correo devuelto",
    "não é possível entregar", "não entregue", "não pôde ser entregue", "falha na entrega",
    "falha na distribuição", "devolvido ao remetente", "non recapitabile", "mancato recapito",
    "recapito non riuscito", "consegna fallita", "mancata consegna", "non consegnato",
    "onbestelbaar", "niet bezorgd", "kan niet worden bezorgd", "onbezorgbaar", "går inte att leverera",
    "kunde inte levereras", "olevererat", "ikke levert", "kan ikke leveres", "kunne ikke leveres",
    "uleverbar", "toimitus epäonnistui", "ei voitu toimittaa", "niedostarczone", "nie można dostarczyć",
    "nie dostarczono", "zwrot wiadomości", "nedoručitelné", "nelze doručit", "nedoručené",
    "kézbesíthetetlen", "недоставленное", "не доставлено", "сообщение не доставлено", "не может быть доставлен",
    "недоставлено", "ошибка доставки", "teslim edilemedi", "iletilemedi", "ulaştırılamadı", "imposibil de livrat",
    "μη παραδομένο", "αποτυχία παράδοσης", "配信不能", "配信できません", "送信できません", "送信エラー", "配送失敗",
    "不達", "未送达", "無法傳遞", "无法投递", "退信", "投递失败", "系统退信", "傳送失敗", "배달되지 않음", "전송 실패",
    "반송", "メッセージを配信できません", "エラーメール", "返送",
];

/// Parts of a text that only such reports have, as good as.
#[rustfmt::skip]
pub(super) const BOUNCE_TEXTS: &[&str] = &[
    "could not be delivered", "couldn't be delivered", "could not deliver", "wasn't able to deliver",
    "was not able to deliver", "unable to deliver", "failed to deliver", "not able to be delivered",
    "cannot be delivered", "can't be delivered", "was not delivered", "wasn't delivered", "not been delivered",
    "has not yet been delivered", "undeliverable", "undelivered", "delivery failed", "delivery failure",
    "delivery has failed", "failed permanently", "permanent fatal errors", "permanent error",
    "transcript of session", "said:", "user unknown", "unknown user", "no such user", "no such mailbox",
    "mailbox unavailable", "mailbox full", "mailbox is full", "over quota", "quota exceeded", "does not exist",
    "doesn't exist", "host unknown", "host not found", "unrouteable", "recipient address rejected",
    "recipient rejected", "account has been disabled", "returning message", "message returned",
    "did not reach the following recipient", "failed recipient", "this is a permanent error",
    "i'm not going to try again", "i've given up", "giving up", "reason for failure", "delivery status",
    "smtp error", "remote host said", "remote smtp", "following addresses", "following recipient",
    "following address", "following destination", "the mail system", "mail system", "final-recipient",
    "diagnostic-code", "status: 5.", "status: 4.", "error transferring", "retry timeout", "delivery to",
    "maximum hop count", "message has been blocked", "message was blocked", "message was rejected",
    "considered unsolicited", "loop", "duplicated", "konnte nicht zugestellt", "nicht zugestellt", "unzustellbar",
    "n'a pas pu être", "n'a pas été remis", "no se pudo entregar", "no se ha podido entregar",
    "não pôde ser entregue", "non è stato possibile", "kon niet worden", "не может быть доставлен",
    "не доставлено", "не удалось доставить", "не было доставлено", "配信できません", "配信できませんでした",
    "送信できませんでした", "届けられませんでした", "配送できません", "宛先", "エラー", "无法投递", "無法傳遞", "退回", "退信",
];

/// How machines that deliver mail call themselves.
#[rustfmt::skip]
pub(super) const DAEMON_NAMES: &[&str] = &[
    "mail delivery subsystem", "mail delivery system", "mail deliver system", "mail delivery service",
    "internet mail delivery", "mailer-daemon", "mailer daemon", "system administrator", "postmaster",
    "content-filter", "mail administrator", "delivery subsystem", "delivery system", "ndr administrator",
    "mail system", "microsoft outlook", "interscan", "spam firewall",
];

/// Local parts of machines that deliver mail, without signs between.
#[rustfmt::skip]
pub(super) const DAEMONS: &[&str] = &["mailerdaemon", "maildaemon", "mdaemon", "maildeliverysystem"];

/// Local parts of those who speak for a mail system, and may be people.
#[rustfmt::skip]
pub(super) const POSTMASTERS: &[&str] = &[
    "postmaster", "poostmaster", "postmast", "administrator", "admin", "sysadmin", "root", "mailadmin",
    "hostmaster", "system", "mailsystem", "bounce", "bounces", "ndr",
];

/// Beginnings of a subject that absence notes and other answers of programs have; the end or a colon follows. Words that people
/// write about too ("vacation", "Auto", "Abwesenheit") are not among them.
#[rustfmt::skip]
pub(super) const ABSENCE_SUBJECTS: &[&str] = &[
    "out of office", "out-of-office", "out of the office", "auto: re", "auto: fwd", "out of office autoreply", "out of office auto-reply", "out of office reply",
    "automatic reply", "auto reply", "autoreply", "auto-reply", "auto response", "auto-response", "autoresponse",
    "automated reply", "automated response", "automatic response", "vacation reply", "away from my mail",
    "autosvar", "automatiskt svar", "automatisk svar", "frånvaromeddelande", "abwesenheitsnotiz",
    "abwesenheitsmeldung", "abwesenheitsbenachrichtigung", "automatische antwort", "automatische abwesenheitsnotiz",
    "réponse automatique", "reponse automatique", "message d'absence", "absent(e) du bureau", "absence du bureau",
    "respuesta automática", "respuesta automatica", "fuera de la oficina", "fuera de oficina",
    "resposta automática", "resposta automatica", "fora do escritório", "risposta automatica", "fuori sede",
    "fuori ufficio", "risposta non al computer", "automatisch antwoord", "automatische reactie",
    "afwezigheidsmelding", "automaattinen vastaus", "poissaoloilmoitus", "odpowiedź automatyczna",
    "automatyczna odpowiedź", "autoodpowiedź", "poza biurem", "automatická odpověď", "mimo kancelář",
    "automatická odpoveď", "automatikus válasz", "házon kívül", "răspuns automat", "raspuns automat",
    "автоматический ответ", "автоответ", "автоответчик", "автоматична відповідь", "otomatik yanıt",
    "otomatik cevap", "ofis dışında", "αυτόματη απάντηση", "automatski odgovor", "samodejni odgovor",
    "resposta automàtica", "自動応答", "自動返信", "不在通知", "不在のお知らせ", "自动答复", "自动回复", "自動回覆",
    "自動回復", "자동 회신", "자동 응답", "부재 중", "رد تلقائي", "תשובה אוטומטית", "trả lời tự động",
    "balasan otomatis", "ตอบกลับอัตโนมัติ",
];

/// Fields that only programs write which answer by themselves.
#[rustfmt::skip]
pub(super) const AUTO_FIELDS: &[&str] = &[
    "x-autoreply", "x-auto-reply", "x-autorespond", "x-autoresponder", "x-autoresponse", "x-autoreply-from",
    "x-auto-reply-from", "x-mail-autoreply", "x-autogenerated", "x-auto-generated", "x-vacation",
    "x-fc-machinegenerated", "x-machinegenerated", "x-autoreply-domain", "x-autosubmitted",
    "x-auto-submitted", "autosubmitted", "x-cron-env", "x-away",
    "x-holidayreply", "x-autoanswer",
];

/// Fields that mailing lists write.
#[rustfmt::skip]
pub(super) const LIST_FIELDS: &[&str] = &[
    "list-id", "list-post", "mailing-list", "x-mailing-list", "x-mailman-version", "x-beenthere",
    "x-ml-name", "x-mlserver", "x-listserver", "x-list-id", "x-google-group-id",
];

/// Fields that mails to many have.
#[rustfmt::skip]
pub(super) const BULK_FIELDS: &[&str] = &[
    "list-unsubscribe", "list-unsubscribe-post", "x-campaign", "x-campaign-id", "x-campaignid",
    "x-csa-complaints", "x-mailchimp-campaign-id", "x-mc-user", "x-bulkmail", "x-newsletter", "x-cm-campaignid",
];

/// Parts of a local part that nobody reads mail at, without signs between.
#[rustfmt::skip]
pub(super) const NO_REPLY: &[&str] = &[
    "noreply", "donotreply", "dontreply", "noreplies", "nichtantworten", "keineantwort", "nepasrepondre",
    "noresponder", "naoresponder", "naoresponda", "nonrispondere", "nietbeantwoorden", "nieodpowiadac",
    "nieodpowiadaj", "svarikke", "svarainte", "eivastata", "neodpovidat", "neodgovarjaj", "neotvechat",
    "yanitlamayin", "autoconfirm",
];

/// Before a subject that is answered or passed on.
#[rustfmt::skip]
pub(super) const ANSWERED: &[&str] = &[
    "re:", "re：", "re[", "fw:", "fwd:", "aw:", "wg:", "sv:", "vs:", "vb:", "antw:", "rv:", "tr:", "rif:", "ref:",
    "odp:", "pd:", "ynt:", "res:", "enc:", "i:", "doorst:", "atb:", "回复:", "回复：", "转发:", "转发：", "答复:", "答复：",
    "返信:", "転送:", "回覆:", "轉寄:",
];

/// What mail programs write into the mail that their button for `List-Unsubscribe` sends.
#[rustfmt::skip]
pub(super) const UNSUBSCRIBE_TEXTS: &[&str] = &[
    "sent this email to unsubscribe",
    "this message was automatically generated by gmail",
];

/// The person is not there, rather than the mail refused.
#[rustfmt::skip]
pub(super) const GONE: &[&str] = &[
    "user unknown", "unknown user", "no such user", "no such mailbox", "no mailbox", "does not exist",
    "doesn't exist", "unknown recipient", "recipient unknown", "recipient not found", "user not found",
    "address not found", "account has been disabled", "account is disabled", "mailbox not found",
    "invalid recipient", "invalid mailbox", "unrouteable", "host unknown", "host not found", "domain not found",
    "not listed in", "no longer valid", "not our customer", "mailbox unavailable", "unknown address",
    "address rejected", "unknown or illegal alias", "name or service not known", "not exist",
];

/// The mail is late, and goes on being tried.
#[rustfmt::skip]
pub(super) const LATE: &[&str] = &[
    "delayed", "(delay)", "still being retried", "will be retried", "will keep trying", "will continue to try",
    "not yet been delivered", "could not send message for past", "could not send mail for past",
    "delivery attempts will continue", "this is a warning", "warning only",
];
