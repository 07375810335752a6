//! Words of a question, made comparable.

/// The words in lower case, apostrophes closed up. `:`, `/`, `.` and `-` stay inside of a word that has digits, so that
/// `9:30pm`, `12/25` and `2026-12-25` are one word each.
pub(crate) fn plain(text: &str) -> Vec<String> {
    let lower = text.to_lowercase().replace(['\'', '’', '`'], "");
    let mut words = Vec::new();
    for chunk in lower.split(|c: char| !(c.is_alphanumeric() || ":/.-".contains(c))) {
        let chunk = chunk.trim_matches(|c: char| !c.is_alphanumeric());
        let clock = matches!(chunk, "a.m" | "p.m");
        if clock || chunk.contains(|c: char| c.is_ascii_digit()) {
            words.push(chunk.replace("a.m", "am").replace("p.m", "pm"));
        } else {
            let parts = chunk.split(|c: char| !c.is_alphanumeric());
            words.extend(parts.filter(|p| !p.is_empty()).map(Into::into));
        }
    }
    words.retain(|w| !w.is_empty());
    words
}

/// The words with a space before, between and after: to look for phrases in.
pub(crate) fn padded(words: &[String]) -> String {
    format!(" {} ", words.join(" "))
}

/// Takes off the plural.
pub(crate) fn stem(word: &str) -> String {
    let plural = word.len() > 3 && word.is_ascii();
    if plural && word.ends_with("ies") {
        return format!("{}y", &word[..word.len() - 3]);
    }
    if plural
        && ["ches", "shes", "sses", "xes"]
            .iter()
            .any(|e| word.ends_with(e))
    {
        return word[..word.len() - 2].into();
    }
    if plural && word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") {
        return word[..word.len() - 1].into();
    }
    word.into()
}

/// Whether two words are the same but for a slip of the finger: one in words of five letters on, two from nine on.
pub(crate) fn alike(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let allowed = match a.chars().count().min(b.chars().count()) {
        0..5 => return false,
        5..9 => 1,
        _ => 2,
    };
    // The first letter is rarely wrong, and `table` is no `cable`.
    a.chars().next() == b.chars().next() && distance(a, b) <= allowed
}

/// How many letters must be put in, taken out, exchanged or swapped with their neighbour to get from one to the other.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + cost);
            let swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if swapped {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_forgiven_and_another_word_is_not() {
        for (a, b) in [
            ("optoins", "options"),
            ("lobstr", "lobster"),
            ("vegitarian", "vegetarian"),
        ] {
            assert!(alike(a, b), "{a} {b}");
        }
        for (a, b) in [
            ("roll", "rolls"),
            ("table", "cable"),
            ("beer", "beet"),
            ("flight", "fries"),
        ] {
            assert!(!alike(a, b), "{a} {b}");
        }
    }

    #[test]
    fn times_and_dates_stay_whole() {
        assert_eq!(
            plain("What's on at 9:30 p.m., 12/25? Gluten-free!"),
            ["whats", "on", "at", "9:30", "pm", "12/25", "gluten", "free"]
        );
    }
}
