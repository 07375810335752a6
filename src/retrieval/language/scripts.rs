//! The scripts that texts are written in.

/// A script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    Cyrillic,
    Arabic,
    Han,
    Kana,
    /// One that tells its language.
    Other(&'static str),
}

/// The script that most of a text is in, if it has letters.
pub(super) fn foremost(text: &str) -> Option<Script> {
    let mut scripts: Vec<(Script, usize)> = Vec::new();
    for (script, weight) in text.chars().filter_map(script) {
        match scripts.iter_mut().find(|s| s.0 == script) {
            Some(known) => known.1 += weight,
            None => scripts.push((script, weight)),
        }
    }
    scripts.into_iter().max_by_key(|s| s.1).map(|s| s.0)
}

/// A letter's script, and its weight: names and brands stand in Latin letters in texts of every script, and one Chinese sign is half a word.
fn script(c: char) -> Option<(Script, usize)> {
    Some(match c {
        c if !c.is_alphabetic() => return None,
        '\u{41}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{ff21}'..='\u{ff5a}' => {
            (Script::Latin, 1)
        }
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => (Script::Other("el"), 2),
        '\u{400}'..='\u{52f}' => (Script::Cyrillic, 2),
        '\u{530}'..='\u{58f}' => (Script::Other("hy"), 2),
        '\u{590}'..='\u{5ff}' => (Script::Other("he"), 2),
        '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' => (Script::Arabic, 2),
        '\u{900}'..='\u{97f}' => (Script::Other("hi"), 2),
        '\u{980}'..='\u{9ff}' => (Script::Other("bn"), 2),
        '\u{a00}'..='\u{a7f}' => (Script::Other("pa"), 2),
        '\u{a80}'..='\u{aff}' => (Script::Other("gu"), 2),
        '\u{b80}'..='\u{bff}' => (Script::Other("ta"), 2),
        '\u{c00}'..='\u{c7f}' => (Script::Other("te"), 2),
        '\u{c80}'..='\u{cff}' => (Script::Other("kn"), 2),
        '\u{d00}'..='\u{d7f}' => (Script::Other("ml"), 2),
        '\u{e00}'..='\u{e7f}' => (Script::Other("th"), 2),
        '\u{e80}'..='\u{eff}' => (Script::Other("lo"), 2),
        '\u{1000}'..='\u{109f}' => (Script::Other("my"), 2),
        '\u{10a0}'..='\u{10ff}' => (Script::Other("ka"), 2),
        '\u{1200}'..='\u{137f}' => (Script::Other("am"), 2),
        '\u{1780}'..='\u{17ff}' => (Script::Other("km"), 2),
        '\u{3040}'..='\u{30ff}' => (Script::Kana, 4),
        '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => (Script::Han, 4),
        '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7af}' => (Script::Other("ko"), 4),
        _ => return None,
    })
}
