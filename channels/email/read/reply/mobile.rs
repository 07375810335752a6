//! "Sent from my iPhone" and the like: one line that a program added, in the languages that they speak.

/// The longest such line in characters.
const MOST_CHARS: usize = 120;

/// How such a line begins, lower case, and whether the rest must name a device or program to count.
#[rustfmt::skip]
const BEGINNINGS: &[(&str, bool)] = &[
    ("sent from my ", true),
    ("sent from mail for ", false),
    ("sent from outlook", false),
    ("sent from yahoo", false),
    ("sent from mailbird", false),
    ("sent from gmail", false),
    ("sent from samsung", false),
    ("sent from proton", false),
    ("sent with proton", false),
    ("sent from the all new", false),
    ("sent from ", true),
    ("sent via ", true),
    ("sent using ", true),
    ("sent with ", true),
    ("sent on the ", true),
    ("get outlook for ", false),
    ("get bluemail for ", false),
    ("obtenez outlook pour ", false),
    ("télécharger outlook pour ", false),
    ("holen sie sich outlook für ", false),
    ("outlook für ", true),
    ("obtener outlook para ", false),
    ("obter o outlook para ", false),
    ("scarica outlook per ", false),
    ("outlook voor ", true),
    ("downloaden outlook", false),
    ("virus-free.", false),
    ("libre de virus.", false),
    ("virenfrei.", false),
    ("garanti sans virus", false),
    ("enviado desde mi ", true),
    ("enviado desde ", true),
    ("enviado do meu ", true),
    ("enviado de meu ", true),
    ("enviado a partir do ", true),
    ("enviado via ", true),
    ("enviat des ", true),
    ("envoyé de mon ", true),
    ("envoyé depuis ", true),
    ("envoyé à partir ", true),
    ("provenance : courrier ", false),
    ("von meinem ", true),
    ("von meiner ", true),
    ("gesendet von ", true),
    ("gesendet mit ", true),
    ("diese nachricht wurde von meinem ", true),
    ("inviato da ", true),
    ("inviato dal ", true),
    ("verzonden vanaf ", true),
    ("verzonden met ", true),
    ("verstuurd vanaf ", true),
    ("skickat från ", true),
    ("sendt fra ", true),
    ("lähetetty ", true),
    ("wysłano z ", true),
    ("wysłane z ", true),
    ("odesláno z ", true),
    ("odoslané z ", true),
    ("odosláno z ", true),
    ("отправлено с ", true),
    ("отправлено из ", true),
    ("надіслано з ", true),
    ("trimis de pe ", true),
    ("elküldve ", true),
    ("στάλθηκε από ", true),
    ("gönderildi", true),
    ("poslano s ", true),
    ("poslano z ", true),
    ("dikirim dari ", true),
    ("được gửi từ ", true),
    ("发自", true),
    ("從我的", true),
    ("发送自", true),
    ("ส่งจาก", true),
    ("나의 ", true),
    ("تم الإرسال", true),
    ("أرسلت من", true),
    ("נשלח מ", true),
];

/// How such a line ends where the language puts the verb last.
#[rustfmt::skip]
const ENDINGS: &[&str] = &[
    "から送信", "より送信", "送信されました", "에서 보냄", "에서 전송", "傳送", "gesendet", "gönderildi",
    "발송", "发送",
];

/// Devices and programs.
#[rustfmt::skip]
const THINGS: &[&str] = &[
    "iphone", "ipad", "ipod", "android", "blackberry", "samsung", "galaxy", "windows", "phone",
    "mobile", "tablet", "smartphone", "handheld", "nokia", "huawei", "xiaomi", "redmi", "htc", "sony",
    "xperia", "motorola", "moto", "pixel", "oneplus", "outlook", "gmail", "yahoo", "mail", "proton",
    "device", "handy", "mobil", "móvil", "movil", "celular", "téléphone", "portable", "cellulare",
    "telefon", "telefoon", "mac", "macbook", "apple watch", "watch", "treo", "palm", "verizon", "at&t",
    "t-mobile", "icloud", "spark", "airmail", "mailspring", "superhuman", "hey", "front", "gerät",
    "dispositivo", "appareil", "айфон", "телефон", "手机", "айпад", "アイフォン", "smart", "bluemail",
    "k-9", "k9", "thunderbird", "aol", "gmx", "web.de", "app", "fairphone", "nexus", "lg", "zte",
];

/// Whether a line was added by the program on a device.
pub(super) fn is_signature(line: &str) -> bool {
    let line = line.trim();
    if line.is_empty() || line.chars().count() > MOST_CHARS {
        return false;
    }
    let lower = line
        .trim_matches(|c: char| "*_<>[]()\"'“”-—– \u{a0}".contains(c))
        .to_lowercase();
    let names_thing = |rest: &str| THINGS.iter().any(|t| rest.contains(t));
    if ENDINGS.iter().any(|e| lower.ends_with(e)) && names_thing(&lower) {
        return short(&lower);
    }
    BEGINNINGS.iter().any(|(beginning, needs_thing)| {
        lower.strip_prefix(beginning).is_some_and(|rest| {
            short(rest) && (!needs_thing || names_thing(rest) || own(beginning, rest))
        })
    })
}

/// "Sent from my" and at most three words: whatever it was sent from.
fn own(beginning: &str, rest: &str) -> bool {
    let words: Vec<&str> = rest.split_whitespace().collect();
    beginning == "sent from my " && words.len() <= 3 && !rest.contains([',', ';', '?'])
}

/// One clause: people go on after a comma, programs do not.
fn short(rest: &str) -> bool {
    let text = rest.split("http").next().unwrap_or_default();
    text.split_whitespace().count() <= 10
        && !text.contains(", ")
        && !text.trim_end_matches(['.', '!']).contains([';', '?'])
        && !text.trim_end_matches(['.', '!', ' ', '<']).contains(". ")
}
