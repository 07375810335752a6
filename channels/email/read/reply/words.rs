//! The words by which mail programs speak of an earlier mail, in the languages that they speak. Lower case.

/// "wrote", as it stands in "On Monday, Maria wrote:".
#[rustfmt::skip]
pub(super) const WROTE: &[&str] = &[
    "wrote", "writes", "escribió", "escribio", "escreveu", "écrit", "ecrit", "schrieb",
    "geschrieben", "ha scritto", "scritto", "schreef", "geschreven", "skrev", "kirjoitti",
    "napisał", "napisal", "napisao", "napsal", "napísal", "написал", "написав", "написа", "пише",
    "писал", "yazdı", "yazmış", "írta", "irta", "a scris", "έγραψε", "写道", "寫道", "写了",
    "書きました", "のメール", "작성", "님이", "đã viết", "menulis", "เขียน", "كتب", "כתב",
    "quoting", "zitat von", "citando", "va escriure", "idatzi du", "escribiu", "rašė", "rakstīja", "kirjutas", "skrifaði", "shkroi",
];

/// How such a line begins: the preposition, or the day of the week.
#[rustfmt::skip]
pub(super) const OPENERS: &[&str] = &[
    "on", "le", "am", "el", "il", "op", "den", "em", "no", "na", "dia", "w", "dnia", "dne", "dňa",
    "στις", "στη", "vào", "pada", "в", "у", "на", "la", "pe", "în", "i", "fra", "at", "sur", "în",
    "u", "del", "al", "in", "d", "på", "í", "în data", "في", "בתאריך", "ב", "dana", "dne", "från", "von", "de", "da", "mon", "tue", "wed", "thu", "fri", "sat",
    "sun", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mo", "di",
    "mi", "do", "fr", "sa", "so", "montag", "dienstag", "mittwoch", "donnerstag", "freitag",
    "samstag", "sonntag", "lun", "mar", "mer", "jeu", "ven", "sam", "dim", "lundi", "mardi",
    "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "mié", "jue", "vie", "sáb", "dom",
    "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo", "lunedì", "martedì",
    "mercoledì", "giovedì", "venerdì", "sabato", "domenica", "gio", "seg", "ter", "qua", "qui",
    "sex", "segunda", "terça", "quarta", "quinta", "sexta", "ma", "wo", "vr", "za", "zo", "man",
    "tir", "ons", "tor", "tors", "fre", "lør", "søn", "mån", "tis", "lör", "sön", "måndag",
    "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag", "mandag", "tirsdag", "lørdag",
    "søndag", "ke", "ti", "to", "pe", "su", "pon", "wt", "śr", "czw", "pt", "sob", "ndz", "niedz",
    "pon.", "út", "st", "čt", "pá", "so", "ne", "пн", "вт", "ср", "чт", "пт", "сб", "вс",
    "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье", "понеділок",
    "вівторок", "середа", "четвер", "п'ятниця", "субота", "неділя", "pzt", "sal", "çar", "per",
    "cum", "cmt", "paz", "luni", "marți", "miercuri", "joi", "vineri", "sâmbătă", "duminică",
];

/// The fields of the block that Outlook and others put over an earlier mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// Who wrote it.
    From,
    /// When.
    Date,
    /// To whom; copies too.
    To,
    /// About what.
    Subject,
    /// Anything else that stands among them.
    Other,
}

/// What the fields are called.
#[rustfmt::skip]
pub(super) const FIELDS: &[(Field, &[&str])] = &[
    (
        Field::From,
        &[
            "from", "von", "de", "da", "van", "från", "fra", "lähettäjä", "od", "от", "от кого",
            "від", "kimden", "gönderen", "feladó", "de la", "από", "发件人", "寄件者", "寄件人",
            "發件人", "差出人", "送信者", "보낸 사람", "보낸사람", "من", "מאת", "từ", "người gửi",
            "dari", "จาก", "expéditeur", "mittente", "absender", "remitente", "remetente",
            "afzender", "avsändare", "avsender", "afsender", "nadawca", "odesílatel", "odosielateľ",
            "expeditor", "saatja", "nuo", "no", "frá", "nga", "pengirim", "sender",
        ],
    ),
    (
        Field::Date,
        &[
            "sent", "date", "gesendet", "gesendet am", "datum", "envoyé", "envoyé le", "enviado",
            "enviado el", "enviado em", "enviada em", "enviada", "enviat", "fecha", "inviato", "data",
            "verzonden", "skickat", "sendt", "dato", "lähetetty", "päivämäärä", "päiväys", "wysłano",
            "odesláno", "odoslané", "отправлено", "дата", "надіслано", "gönderildi",
            "gönderme tarihi", "gönderim tarihi", "tarih", "elküldve", "dátum", "trimis", "ημερομηνία",
            "στάλθηκε", "发送时间", "日期", "寄件日期", "傳送時間", "送信日時", "日時", "日付",
            "보낸 날짜", "보낸날짜", "날짜", "تاريخ الإرسال", "التاريخ", "נשלח", "תאריך", "đã gửi",
            "ngày", "dikirim", "tanggal", "วันที่", "poslano", "saadetud", "dags", "date/time", "quando",
        ],
    ),
    (
        Field::To,
        &[
            "to", "an", "à", "a", "para", "aan", "till", "til", "vastaanottaja", "kopio", "do",
            "komu", "pro", "кому", "kime", "alıcı", "címzett", "către", "catre", "προς", "收件人",
            "收件者", "宛先", "받는 사람", "받는사람", "إلى", "אל", "đến", "tới", "kepada", "ถึง",
            "destinataire", "destinatario", "destinatário", "cc", "kopie", "kopia", "kopi", "copia",
            "cópia", "抄送", "副本", "참조", "копия", "копія", "másolatot kap", "bilgi", "dw", "pentru",
            "za", "prima", "bcc", "kam", "empfänger",
        ],
    ),
    (
        Field::Subject,
        &[
            "subject", "betreff", "objet", "asunto", "oggetto", "assunto", "onderwerp", "ämne",
            "emne", "aihe", "temat", "předmět", "predmet", "тема", "konu", "tárgy", "subiect",
            "subiectul", "θέμα", "主题", "主旨", "主題", "件名", "제목", "الموضوع", "נושא", "chủ đề",
            "tiêu đề", "subjek", "perihal", "เรื่อง", "assumpte", "zadeva", "teema", "efni", "относно",
        ],
    ),
    (
        Field::Other,
        &[
            "reply-to", "reply to", "importance", "priority", "attachments", "sensitivity",
            "wichtigkeit", "priorität", "antwort an", "anlagen", "répondre à", "importanza",
            "risposta", "rispondi a", "responder a", "responder para", "importancia", "importância",
            "antwoord aan", "prioritet", "odpowiedz do", "важность", "organization", "newsgroups",
            "message-id", "x-mailer",
        ],
    ),
];

/// "Original message" and "forwarded message", as they stand between dashes or alone on a line.
#[rustfmt::skip]
pub(super) const EARLIER: &[&str] = &[
    "original message", "original", "original email", "original e-mail", "originalmessage",
    "reply message", "forwarded message", "begin forwarded message", "start of forwarded message",
    "fwd message", "forwarded email", "forwarded letter", "original appointment",
    "ursprüngliche nachricht", "originalnachricht", "original-nachricht", "originale nachricht",
    "weitergeleitete nachricht", "anfang der weitergeleiteten nachricht",
    "anfang der weitergeleiteten e-mail", "message d'origine", "message d’origine",
    "message original", "courriel original", "e-mail d'origine", "message transféré",
    "début du message réexpédié", "début du message transféré", "mensaje original",
    "correo original", "mensaje reenviado", "inicio del mensaje reenviado", "mensagem original",
    "mensagem encaminhada", "mensagem reencaminhada", "início da mensagem encaminhada",
    "início da mensagem reencaminhada", "messaggio originale", "messaggio inoltrato",
    "inizio messaggio inoltrato", "oorspronkelijk bericht", "origineel bericht",
    "doorgestuurd bericht", "begin doorgestuurd bericht", "ursprungligt meddelande",
    "originalmeddelande", "vidarebefordrat meddelande", "vidarebefordrat brev",
    "opprinnelig melding", "opprinnelig e-post", "videresendt melding", "oprindelig meddelelse",
    "original meddelelse", "videresendt meddelelse", "alkuperäinen viesti", "edelleenlähetetty viesti",
    "välitetty viesti", "wiadomość oryginalna", "oryginalna wiadomość", "wiadomość przekazana",
    "przekazana wiadomość", "początek przekazywanej wiadomości", "původní zpráva",
    "původní e-mail", "přeposlaná zpráva", "pôvodná správa", "preposlaná správa",
    "eredeti üzenet", "továbbított üzenet", "исходное сообщение", "оригинальное сообщение",
    "пересланное сообщение", "пересылаемое сообщение", "начало переадресованного сообщения",
    "оригінальне повідомлення", "переслане повідомлення", "mesaj original", "mesajul original",
    "mesaj redirecționat", "orijinal mesaj", "özgün ileti", "i̇letilmiş mesaj",
    "yönlendirilmiş mesaj", "αρχικό μήνυμα", "προωθημένο μήνυμα", "izvorna poruka",
    "originalna poruka", "proslijeđena poruka", "izvirno sporočilo", "posredovano sporočilo",
    "missatge original", "missatge reenviat", "元のメッセージ", "元のメール", "転送メッセージ",
    "転送されたメッセージ", "邮件原件", "原始邮件", "原邮件", "转发的邮件", "转发邮件信息", "原始郵件",
    "轉寄郵件", "轉寄的郵件", "원본 메시지", "원본 메일", "전달된 메시지", "الرسالة الأصلية",
    "رسالة محولة", "הודעה מקורית", "הודעה שהועברה", "thư gốc", "tin nhắn gốc", "pesan asli",
    "pesan terusan", "ข้อความต้นฉบับ",
];

/// What help desks put over the quote, so that they can cut there themselves.
#[rustfmt::skip]
pub(super) const ABOVE_THIS_LINE: &[&str] = &[
    "reply above this line", "reply above the line", "reply above line", "respond above this line",
    "above this line to reply", "your reply above", "your response above", "reply-above-this-line",
    "write above this line", "type above this line", "enter your reply above", "please reply above",
    "do not write below this line", "reply below this line is ignored",
    "antwort oberhalb dieser zeile", "oberhalb dieser zeile antworten", "über dieser zeile",
    "au-dessus de cette ligne", "au dessus de cette ligne", "por encima de esta línea",
    "encima de esta línea", "arriba de esta línea", "acima desta linha", "sopra questa riga",
    "sopra questa linea", "boven deze regel", "boven deze lijn", "ovanför denna rad",
    "over denne linje", "over denne linjen", "powyżej tej linii", "nad tímto řádkem",
    "выше этой строки", "выше этой линии", "bu satırın üzerine", "この行より上", "此行上方",
];

/// Words of a greeting line that send the reader on to answers further down.
#[rustfmt::skip]
pub(super) const POINTERS: &[&str] = &[
    "below", "inline", "in-line", "between the lines", "unten", "dazwischen", "ci-dessous",
    "ci-après", "abajo", "abaixo", "sotto", "hieronder", "nedan", "nedenfor", "poniżej", "níže",
    "ниже", "aşağıda", "下記", "以下",
];
