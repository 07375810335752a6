//! Hours as people write them, turned into the notation: `Monday to Friday 9am-5pm`, `täglich 10-18 Uhr`, `daily until
//! late`. Only what is clear is turned; the rest is left for the parser to complain about.

mod words;

use words::{ALWAYS, DAYS, MONTHS, PHRASES};

/// The hours with open ends closed as opening_hours.js closes them: eight hours after an opening from 22:00 on, ten after
/// one from 17:00 on, else midnight. A place that says "17:00+" is open that evening, and nobody knows until when.
pub(super) fn open_ends(written: &str) -> String {
    let mut tokens = cut(written);
    for i in (0..tokens.len()).filter(|i| *i > 0).rev() {
        let Some(start) = minutes_of(&tokens[i - 1]).filter(|_| tokens[i] == "+") else {
            continue;
        };
        let ends_range = i > 1 && tokens[i - 2] == "-";
        let goes_on = tokens
            .get(i + 1)
            .is_some_and(|t| t.starts_with(|c: char| c.is_ascii_digit()));
        if ends_range || goes_on {
            continue;
        }
        let end = match start / 60 {
            22.. => start + 8 * 60,
            17.. => start + 10 * 60,
            _ => 24 * 60,
        };
        tokens[i] = format!("-{}", clock(end));
    }
    tokens.concat()
}

/// The hours in the notation, as far as what is written is clear.
pub(super) fn read(written: &str) -> String {
    let value = written.trim();
    let value = match value.strip_prefix("opening_hours").map(str::trim_start) {
        Some(rest) => rest.strip_prefix('=').map_or(value, str::trim),
        None => value,
    };
    let value = value.trim_end_matches([';', ',', ' ', '.']);
    if ALWAYS.contains(&value.to_lowercase().as_str()) {
        return "24/7".into();
    }
    let mut tokens = phrases(&cut(value));
    tokens = times(&tokens);
    tokens = ranges(&tokens);
    let text = spaced(&tokens);
    if text == "00:00-24:00" || text == "Mo-Su 00:00-24:00" {
        return "24/7".into();
    }
    open_ends(&text)
}

/// Words, numbers, clock times (`9:30`), comments, single signs and spaces.
fn cut(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let run = |belongs: &dyn Fn(char) -> bool| {
            at + chars[at..].iter().take_while(|c| belongs(**c)).count()
        };
        let end = match chars[at] {
            '"' => chars[at + 1..]
                .iter()
                .position(|c| *c == '"')
                .map_or(chars.len(), |n| at + n + 2),
            c if c.is_alphabetic() => run(&char::is_alphabetic),
            c if c.is_ascii_digit() => {
                let end = run(&|c| c.is_ascii_digit());
                let minutes = chars[end..]
                    .iter()
                    .skip(1)
                    .take_while(|c| c.is_ascii_digit())
                    .count();
                if chars.get(end) == Some(&':') && minutes == 2 {
                    end + 3
                } else {
                    end
                }
            }
            c if c.is_whitespace() => run(&char::is_whitespace),
            _ => at + 1,
        };
        let token: String = chars[at..end].iter().collect();
        tokens.push(match token.as_str() {
            "–" | "—" | "‐" | "‑" | "−" | "‒" => "-".into(),
            t if t.trim().is_empty() => " ".into(),
            _ => token,
        });
        at = end;
    }
    tokens
}

/// Exchanges phrases and names of days and months.
fn phrases(tokens: &[String]) -> Vec<String> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        if let Some((end, stands)) = PHRASES
            .iter()
            .find_map(|(words, stands)| Some((behind(tokens, i, words)?, *stands)))
        {
            out.extend(cut(stands));
            i = end;
            continue;
        }
        let lower = tokens[i].to_lowercase();
        let day = DAYS
            .iter()
            .find(|(_, names)| names.contains(&lower.as_str()));
        let month = MONTHS.iter().find(|m| {
            lower.len() > 3 && (**m == lower || (lower == "sept" && m.starts_with(&lower)))
        });
        out.push(match (day, month) {
            (Some((day, _)), _) => (*day).into(),
            (_, Some(month)) => format!("{}{}", month[..1].to_uppercase(), &month[1..3]),
            _ => tokens[i].clone(),
        });
        i += 1;
        // `Mon.`
        if day.is_some() && lower.len() > 2 && tokens.get(i).is_some_and(|t| t == ".") {
            i += 1;
        }
    }
    out
}

/// The place behind the words, if they stand there with or without spaces between.
fn behind(tokens: &[String], i: usize, words: &[&str]) -> Option<usize> {
    let mut at = i;
    for (n, word) in words.iter().enumerate() {
        if n > 0 {
            at += usize::from(tokens.get(at).is_some_and(|t| t == " "));
        }
        if tokens.get(at)?.to_lowercase() != *word {
            return None;
        }
        at += 1;
    }
    Some(at)
}

/// Turns `9am`, `9.30`, `9h30`, `9 Uhr`, `noon` into `09:00` and so on.
fn times(tokens: &[String]) -> Vec<String> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        match time_at(tokens, i) {
            Some((time, end)) => {
                out.push(time);
                i = end;
            }
            None => {
                out.push(tokens[i].clone());
                i += 1;
            }
        }
    }
    out
}

fn time_at(tokens: &[String], i: usize) -> Option<(String, usize)> {
    let word = |k: usize| tokens.get(k).map_or("", String::as_str);
    let closes = i > 0 && word(skip_back(tokens, i)) == "-";
    match word(i).to_lowercase().as_str() {
        "noon" | "midday" | "mittag" => return Some(("12:00".into(), i + 1)),
        "midnight" | "mitternacht" => {
            return Some((if closes { "24:00" } else { "00:00" }.into(), i + 1));
        }
        _ => {}
    }
    let digits = |k: usize| {
        (matches!(word(k).len(), 1 | 2))
            .then(|| word(k).parse::<u32>().ok())
            .flatten()
    };
    let (hour, minute, mut end, mut told) = match minutes_of(word(i)) {
        Some(minutes) => (minutes / 60, minutes % 60, i + 1, true),
        None => {
            let hour = digits(i).filter(|h| *h <= 24)?;
            match digits(i + 2)
                .filter(|_| matches!(word(i + 1), "." | "h") && word(i + 2).len() == 2)
            {
                Some(minute) => (hour, minute, i + 3, true),
                None => (hour, 0, i + 1, false),
            }
        }
    };
    let unit = if word(end) == " " { end + 1 } else { end };
    let dotted = word(unit + 1) == "." && word(unit + 2).eq_ignore_ascii_case("m");
    let half = match word(unit).to_lowercase().as_str() {
        "am" => Some((false, unit + 1)),
        "pm" => Some((true, unit + 1)),
        "a" if dotted => Some((false, unit + 3)),
        "p" if dotted => Some((true, unit + 3)),
        "h" | "uhr" | "hrs" => {
            end = unit + 1;
            told = true;
            None
        }
        _ => None,
    };
    let hour = match half {
        Some((_, _)) if !(1..=12).contains(&hour) => return None,
        Some((pm, behind)) => {
            let dot = dotted && word(behind) == ".";
            end = behind + usize::from(dot);
            hour % 12 + if pm { 12 } else { 0 }
        }
        None if told => hour,
        None => return None,
    };
    (minute < 60 && hour <= 48).then(|| (clock(hour * 60 + minute), end))
}

/// The token before, spaces passed over.
fn skip_back(tokens: &[String], i: usize) -> usize {
    let before = i - 1;
    if before > 0 && tokens[before] == " " {
        before - 1
    } else {
        before
    }
}

/// Turns ranges of bare hours into times: `8-18`, `9-5pm`, `1000-1400`; not days of a month or weeks.
fn ranges(tokens: &[String]) -> Vec<String> {
    let mut out = tokens.to_vec();
    let marks: Vec<usize> = (0..tokens.len()).filter(|i| tokens[*i] != " ").collect();
    for window in 0..marks.len().saturating_sub(2) {
        let [a, dash, b] = [marks[window], marks[window + 1], marks[window + 2]];
        if tokens[dash] != "-" {
            continue;
        }
        let before = window
            .checked_sub(1)
            .map_or("", |w| tokens[marks[w]].as_str());
        let after = marks.get(window + 3).map_or("", |m| tokens[*m].as_str());
        let dated = is_month(before)
            || before.eq_ignore_ascii_case("week")
            || matches!(before, "[" | "-" | "/" | "+");
        if dated || matches!(after, "]" | "/" | ":" | "-") {
            continue;
        }
        match (bare(&tokens[a]), bare(&tokens[b]), minutes_of(&out[b])) {
            (Some(from), Some(to), _) if from < to => {
                out[a] = clock(from);
                out[b] = clock(to);
            }
            (Some(from), None, Some(to)) if from < 12 * 60 => {
                // "1-5pm" is an afternoon, "9-5pm" a day.
                let late = to > 12 * 60 && from + 12 * 60 < to;
                out[a] = clock(if late { from + 12 * 60 } else { from });
            }
            (Some(from), None, Some(to)) if from < to => out[a] = clock(from),
            (None, Some(to), _) if minutes_of(&out[a]).is_some_and(|from| from < to) => {
                out[b] = clock(to);
            }
            _ => {}
        }
    }
    out
}

/// An hour or an hour with minutes in bare digits, in minutes.
fn bare(token: &str) -> Option<u32> {
    let number: u32 = token.parse().ok()?;
    let year = (1900..2100).contains(&number);
    match token.len() {
        1 | 2 if number <= 24 => Some(number * 60),
        4 if number <= 2400 && number % 100 < 60 && !year => Some(number / 100 * 60 + number % 100),
        _ => None,
    }
}

fn is_month(token: &str) -> bool {
    let lower = token.to_lowercase();
    lower.len() == 3 && MONTHS.iter().any(|m| m.starts_with(&lower))
}

fn is_day(token: &str) -> bool {
    DAYS.iter().any(|(day, _)| *day == token) || matches!(token, "PH" | "SH")
}

/// Puts spaces where the notation has them, and only there.
fn spaced(tokens: &[String]) -> String {
    let tokens: Vec<&str> = tokens
        .iter()
        .map(String::as_str)
        .filter(|t| !t.is_empty())
        .collect();
    let mut out: Vec<&str> = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        let last = out.last().copied().unwrap_or("");
        let next = tokens[i + 1..]
            .iter()
            .find(|t| **t != " ")
            .copied()
            .unwrap_or("");
        let known = |t: &str| is_day(t) || is_month(t) || minutes_of(t).is_some();
        let drop = match *token {
            " " => {
                last.is_empty()
                    || last == " "
                    || (last == "-" && known(next))
                    || (next == "-" && known(last))
                    || (last == "," && known(next))
                    || matches!(next, "," | ";")
                    || (next == "+" && minutes_of(last).is_some())
            }
            // `Mo-Fr: 09:00`
            ":" => is_day(last),
            _ => false,
        };
        if !drop {
            // `Mo-Fr:09:00` and `Mo09:00` want their space.
            if (is_day(last) && minutes_of(token).is_some())
                || (minutes_of(last).is_some() && token.starts_with(|c: char| c.is_alphabetic()))
            {
                out.push(" ");
            }
            out.push(token);
            // Another day after a time begins another rule.
            if *token == "," && minutes_of(last).is_some() && is_day(next) {
                out.push(" ");
            }
        }
    }
    out.concat().trim().into()
}

/// `9:30` in minutes.
fn minutes_of(token: &str) -> Option<u32> {
    let (hour, minute) = token.split_once(':')?;
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour <= 48 && minute < 60).then_some(hour * 60 + minute)
}

fn clock(minutes: u32) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_becomes_the_notation() {
        for (written, expected) in [
            ("Monday to Friday 9am-5pm", "Mo-Fr 09:00-17:00"),
            (
                "Mo-Fr 8-18, Sat 9.30-13",
                "Mo-Fr 08:00-18:00, Sa 09:30-13:00",
            ),
            (
                "Mon. - Thu.: 9:30 a.m. to 12 p.m.; Sundays closed",
                "Mo-Th 09:30-12:00; Su off",
            ),
            ("täglich 10 bis 18 Uhr", "Mo-Su 10:00-18:00"),
            ("daily 11h30–14h00", "Mo-Su 11:30-14:00"),
            ("Tu, Th, public holidays 1-5pm", "Tu,Th,PH 13:00-17:00"),
            ("Fr 1800-2300;", "Fr 18:00-23:00"),
            ("Sa noon-midnight", "Sa 12:00-24:00"),
            ("24 hours", "24/7"),
            ("opening_hours = always open", "24/7"),
            ("Fr from 19:00 until late", "Fr 19:00-29:00"),
            ("Jan 23-31 Mo 9-12", "Jan 23-31 Mo 09:00-12:00"),
        ] {
            assert_eq!(read(written), expected, "{written}");
        }
    }

    #[test]
    fn what_is_not_clear_is_left_alone() {
        for written in [
            "Mo-Fr 9-5",
            "2025-2027 Mo",
            "week 10-20 Mo 08:00-12:00",
            "by appointment",
        ] {
            assert_eq!(read(written), written);
        }
    }

    #[test]
    fn an_open_end_closes_at_night() {
        assert_eq!(
            open_ends("Mo 17:00+; Tu 22:30+; We 10:00+"),
            "Mo 17:00-27:00; Tu 22:30-30:30; We 10:00-24:00"
        );
        assert_eq!(
            open_ends("Fr 11:00-24:00+ \"17:00+\""),
            "Fr 11:00-24:00+ \"17:00+\""
        );
        assert_eq!(open_ends("Mar 01+ 10:00-12:00"), "Mar 01+ 10:00-12:00");
    }
}
