//! Street addresses in a text: a house number with the name of a street, as they are written in the languages that are read: "12 Harbor
//! Street", "Harbor St 12", "Hauptstraße 5", "12 rue de la Paix", "Calle Mayor 3". Short forms are folded. Only words around a number are looked at.
//!
//! As with dates, a draft *states* only what is surely an address, a source *knows* whatever may be one.

/// A house number and its street.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::guardrails) struct Place {
    number: String,
    /// Words in lower case, with a space around each.
    street: String,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}, {}", self.street.trim(), self.number)
    }
}

impl Place {
    /// Whether it is the same place: one may have words before or behind the street that belong to the sentence.
    fn is(&self, other: &Self) -> bool {
        let house = |one: &str, all: &str| one == all || all.split('-').any(|n| n == one);
        let within = self.street.contains(&other.street) || other.street.contains(&self.street);
        within && (house(&self.number, &other.number) || house(&other.number, &self.number))
    }
}

/// The addresses of texts.
#[derive(Debug, Clone, Default)]
pub(in crate::guardrails) struct Streets {
    pub(in crate::guardrails) stated: Vec<Place>,
    known: Vec<Place>,
}

/// Words of a street's name.
const NAME_WORDS: usize = 5;

impl Streets {
    pub(in crate::guardrails) fn add(&mut self, text: &str) {
        if !text.bytes().any(|b| b.is_ascii_digit()) {
            return;
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        for (at, word) in words.iter().enumerate() {
            let Some(number) = house_number(word) else {
                continue;
            };
            let found = before_street(&words, at).or_else(|| behind_street(&words, at));
            if let Some((street, sure)) = found {
                let place = Place { number, street };
                if sure {
                    self.stated.push(place.clone());
                }
                self.known.push(place);
            }
        }
    }

    pub(in crate::guardrails) fn knows(&self, place: &Place) -> bool {
        self.known.iter().any(|known| known.is(place))
    }
}

/// What may stand around a word without being part of it.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Whether a sentence or a part of it ends with this word.
fn ends(word: &str) -> bool {
    let word = word.trim_end_matches(['*', '_', '"', '\'', '”']);
    let short = bare(word).chars().count() <= 4;
    word.ends_with([',', ';', ':', '!', '?', ')']) || word.ends_with('.') && !short
}

/// `12`, `12a`, `12–14` as it is compared.
fn house_number(word: &str) -> Option<String> {
    let core = bare(word);
    // Not "$12", not "12%", not "#12".
    let clean = word
        .trim_start_matches(['(', '"', '*', '_', '[', '“'])
        .starts_with(core)
        && !word.ends_with(['%', '€', '$', '£']);
    let mut parts = core.split(['-', '–']);
    let is_number = |part: &str| {
        let letters = part.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = part.len() - letters.len();
        (1..=5).contains(&digits) && letters.len() <= 1 && letters.is_ascii()
    };
    let fine = clean && parts.by_ref().take(2).all(is_number) && parts.next().is_none();
    fine.then(|| core.to_lowercase().replace('–', "-"))
}

fn is_capital(word: &str) -> bool {
    bare(word).starts_with(char::is_uppercase)
}

/// "5th", as streets are called.
fn is_ordinal(word: &str) -> bool {
    let word = bare(word);
    word.starts_with(|c: char| c.is_ascii_digit())
        && ["st", "nd", "rd", "th"]
            .iter()
            .any(|end| word.ends_with(end))
}

/// What English streets end in, in one form each.
#[rustfmt::skip]
fn english(word: &str) -> Option<&'static str> {
    Some(match word {
        "street" | "st" | "str" => "street",
        "avenue" | "ave" => "avenue",
        "road" | "rd" => "road",
        "lane" | "ln" => "lane",
        "drive" | "dr" => "drive",
        "boulevard" | "blvd" => "boulevard",
        "highway" | "hwy" => "highway",
        "parkway" | "pkwy" => "parkway",
        "court" | "ct" => "court",
        "place" | "pl" => "place",
        "square" | "sq" => "square",
        "terrace" | "ter" => "terrace",
        "way" => "way",
        "wharf" => "wharf",
        "quay" => "quay",
        "alley" => "alley",
        "crescent" | "cres" => "crescent",
        "esplanade" => "esplanade",
        "broadway" => "broadway",
        _ => return None,
    })
}

/// What streets begin with, in French, Spanish, Italian and Portuguese.
#[rustfmt::skip]
fn romance(word: &str) -> Option<&'static str> {
    Some(match word {
        "rue" => "rue",
        "avenue" | "av" | "avenida" | "avda" => "avenue",
        "boulevard" | "bd" => "boulevard",
        "quai" => "quai",
        "chemin" => "chemin",
        "impasse" => "impasse",
        "allée" => "allée",
        "place" => "place",
        "calle" | "c" => "calle",
        "plaza" | "pza" => "plaza",
        "paseo" => "paseo",
        "via" => "via",
        "viale" => "viale",
        "piazza" => "piazza",
        "corso" => "corso",
        "rua" => "rua",
        "travessa" => "travessa",
        "praça" => "praça",
        _ => return None,
    })
}

/// A street of one word, German or Dutch, with its short form folded.
fn compound(word: &str) -> Option<String> {
    const ENDS: [&str; 12] = [
        "strasse", "gasse", "weg", "platz", "allee", "damm", "ufer", "straat", "laan", "gracht",
        "plein", "kade",
    ];
    let word = word.replace('ß', "ss");
    let word = match word.strip_suffix("str") {
        Some(name) => format!("{name}strasse"),
        None => word,
    };
    ENDS.iter().any(|end| word.ends_with(end)).then_some(word)
}

fn is_particle(word: &str) -> bool {
    let word = bare(word).to_lowercase();
    matches!(
        &*word,
        "de" | "du"
            | "des"
            | "la"
            | "le"
            | "les"
            | "del"
            | "della"
            | "dei"
            | "di"
            | "da"
            | "do"
            | "dos"
            | "das"
    ) || ["d'", "d’", "l'", "l’", "dell'", "dell’"]
        .iter()
        .any(|p| word.starts_with(p))
}

fn join<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let mut out = String::from(" ");
    for word in words {
        let lower = bare(word).to_lowercase();
        out.push_str(match &*lower {
            "n" => "north",
            "s" => "south",
            "e" => "east",
            "w" => "west",
            other => other,
        });
        out.push(' ');
    }
    out
}

/// The street behind a house number: "12 Harbor Street", "12 rue de la Paix".
fn before_street(words: &[&str], at: usize) -> Option<(String, bool)> {
    let number = words[at].trim_start_matches(['*', '_']);
    let behind = &words[at + 1..words.len().min(at + 2 + NAME_WORDS)];
    let first = behind.first()?;
    if number.ends_with(|c: char| !c.is_alphanumeric() && c != ',') {
        return None;
    }
    if let Some(kind) = romance(&bare(first).to_lowercase())
        && let Some(second) = behind.get(1).filter(|_| !ends(first))
        && (is_particle(second) || is_capital(second) && !is_capital(first))
    {
        let rest = behind[1..].iter();
        let mut last = false;
        let name = rest.take_while(|word| {
            let goes_on = !last && (is_particle(word) || is_capital(word));
            last = ends(word);
            goes_on
        });
        return Some((join([kind].into_iter().chain(name.copied())), true));
    }
    if number.ends_with(',') {
        return None;
    }
    for (n, word) in behind.iter().enumerate() {
        let lower = bare(word).to_lowercase();
        let alone = lower == "broadway";
        if let Some(kind) = english(&lower).filter(|_| is_capital(word) && (n > 0 || alone)) {
            let next_is_name = behind.get(n + 1).is_some_and(|w| is_capital(w)) && !ends(word);
            let saint_or_doctor = next_is_name && matches!(&*lower, "st" | "dr");
            let is_year = matches!(number.parse(), Ok(1900..=2100)) && next_is_name;
            let name = behind[..n].iter().copied().chain([kind]);
            return Some((join(name), !saint_or_doctor && !is_year));
        }
        if !(is_capital(word) || is_ordinal(word)) || ends(word) {
            return None;
        }
    }
    None
}

/// The street before a house number: "Harbor St 12", "Hauptstraße 5", "Calle Mayor, 3".
fn behind_street(words: &[&str], at: usize) -> Option<(String, bool)> {
    let mut from = at.checked_sub(1)?;
    if matches!(words[from], "nº" | "n°" | "no." | "n." | "nr." | "Nr.") {
        from = from.checked_sub(1)?;
    }
    let next = words.get(at + 1).copied().unwrap_or_default();
    // "on Main Street 2 hours are free" is none, "Main Street 2, ..." is one.
    let number = words[at].trim_end_matches(['*', '_']);
    let sure = next.is_empty() || !number.ends_with(char::is_alphanumeric);
    let last = words[from];
    let lower = bare(last).to_lowercase();
    let comma = last.ends_with(',');
    let goes_on = !ends(last) || last.ends_with("str.");
    if !comma && goes_on && is_capital(last) {
        let name = |to: usize| {
            let few = words[to.saturating_sub(NAME_WORDS)..to].iter().rev();
            let mut name: Vec<&str> = few
                .copied()
                .take_while(|w| is_capital(w) && !ends(w))
                .collect();
            name.reverse();
            // "Find Harbor Street 12": what begins a sentence is often no name.
            let first = to - name.len();
            if name.len() > 1 && (first == 0 || ends(words[first - 1])) {
                name.remove(0);
            }
            name
        };
        if let Some(street) = compound(&lower) {
            let name = name(from);
            let whole = street.len() > 8 || !name.is_empty();
            let street = name.into_iter().chain([street.as_str()]);
            return whole.then(|| (join(street), sure));
        }
        if let Some(kind) = english(&lower) {
            let name = name(from);
            if !name.is_empty() {
                return Some((join(name.into_iter().chain([kind])), sure));
            }
        }
    }
    if !comma && ends(last) {
        return None;
    }
    for n in 1..=NAME_WORDS {
        let word = words.get(from.checked_sub(n)?)?;
        let lower = bare(word).to_lowercase();
        let lower = lower.strip_prefix("c/").unwrap_or(&lower);
        let name = &words[from + 1 - n..=from];
        if let Some(kind) = romance(lower)
            && is_capital(name.last()?)
            && name[..n - 1]
                .iter()
                .all(|w| is_particle(w) || is_capital(w))
        {
            // "Via SMS 24 hours a day".
            let english = kind == "via" && !sure;
            return Some((
                join([kind].into_iter().chain(name.iter().copied())),
                sure && !english,
            ));
        }
        if ends(word) {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Streets {
        let mut streets = Streets::default();
        streets.add(text);
        streets
    }

    #[test]
    fn addresses_are_read_as_people_write_them() {
        for (text, expected) in [
            ("We are at 12 Harbor Street.", "harbor street, 12"),
            ("at **12 Harbor St**, Greenport", "harbor street, 12"),
            ("Harbor St. 12", "harbor street, 12"),
            ("221B Baker Street", "baker street, 221b"),
            ("12–14 N. Main Ave, NY 11944", "north main avenue, 12-14"),
            ("350 5th Avenue", "5th avenue, 350"),
            ("1520 Broadway", "broadway, 1520"),
            ("12 Lantern Wharf, Greenport, NY 11944", "lantern wharf, 12"),
            ("Hauptstraße 5", "hauptstrasse, 5"),
            ("in der Hauptstr. 5a, 10115 Berlin", "hauptstrasse, 5a"),
            ("Prinsengracht 263.", "prinsengracht, 263"),
            ("in der Langen Straße 7.", "langen strasse, 7"),
            ("12 rue de la Paix, Paris", "rue de la paix, 12"),
            ("12, avenue Foch", "avenue foch, 12"),
            ("en la Calle Mayor, 3", "calle mayor, 3"),
            ("Via Roma 5", "via roma, 5"),
            ("na Rua Augusta, nº 24", "rua augusta, 24"),
        ] {
            let found: Vec<String> = read(text).stated.iter().map(Place::to_string).collect();
            assert_eq!(found, [expected], "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_an_address_states_none() {
        for text in [
            "Two minutes from Main Street, 18 spaces",
            "on Main Street 2 hours are free",
            "Call 631-555-0142. Front Street is near.",
            "4 Diet Dr Pepper, 2 Street Tacos",
            "2 place settings, 3 place cards",
            "Book via Resy 2 days ahead, via SMS 24 hours a day",
            "5 minutes from Front Street",
            "Parking for $12 Main Street",
            "The 2026 Main Street Festival",
            "Am Platz 5 Minuten warten",
            "until 9:30 pm. Main Street is closed.",
            "Turn right onto Route 25 and follow Harbor Road",
        ] {
            assert!(
                read(text).stated.is_empty(),
                "{text}: {:?}",
                read(text).stated
            );
        }
    }

    #[test]
    fn the_same_place_is_known_however_it_is_written() {
        let known = read("Visit us at 12 North Harbor Street, or Hauptstraße 5 in town.");
        for text in [
            "12 Harbor St",
            "12 N Harbor St",
            "Find Harbor Street 12.",
            "Hauptstr. 5",
        ] {
            assert!(known.knows(&read(text).stated[0]), "{text}");
        }
        for text in [
            "14 Harbor St",
            "12 Harbor Road",
            "12 Lantern Street",
            "Hauptstr. 6",
        ] {
            assert!(!known.knows(&read(text).stated[0]), "{text}");
        }
    }
}
