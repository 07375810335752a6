use super::*;

fn read(text: &str) -> Dates {
    let mut dates = Dates::default();
    dates.add(text);
    dates
}

fn stated(text: &str) -> Vec<String> {
    let one = |s: &Stated| {
        let days: Vec<String> = s.readings.iter().map(ToString::to_string).collect();
        days.join(" or ")
    };
    read(text).stated.iter().map(one).collect()
}

#[test]
fn dates_are_read_as_people_write_them() {
    for (text, expected) in [
        ("on July 4.", "July 4"),
        ("Jul. 4", "July 4"),
        ("July the 4th", "July 4"),
        ("4 July", "July 4"),
        ("the 4th of July, 2026", "July 4, 2026"),
        ("Sunday, **July 4**, 2027!", "July 4, 2027"),
        ("(July 4)", "July 4"),
        ("am 24. Dezember 2026", "December 24, 2026"),
        ("am 24.12. zu", "December 24"),
        ("24.12.2026", "December 24, 2026"),
        ("24.12.26", "December 24, 2026"),
        ("el 24 de diciembre de 2026", "December 24, 2026"),
        ("le 1er août", "August 1"),
        ("1º de maio", "May 1"),
        ("il 2 giugno", "June 2"),
        ("op 5 mei", "May 5"),
        ("on 12/24 we close", "December 24"),
        ("24/12/2026", "December 24, 2026"),
        ("3/4/2027", "March 4, 2027 or April 3, 2027"),
        ("\"2026-12-24T18:00\"", "December 24, 2026"),
        ("24 December 18:00", "December 24"),
        ("4 March 7 pm", "March 4"),
        ("for 4 March 3", "March 4 or March 3"),
    ] {
        assert_eq!(stated(text), [expected], "{text}");
    }
    for (text, expected) in [
        ("Dec 24–26", ["December 24", "December 26"]),
        ("24.-26. Dezember", ["December 26", "December 24"]),
        ("24.–26.12.", ["December 26", "December 24"]),
        ("del 24 al 26 de diciembre", ["December 26", "December 24"]),
        ("December 24 and 25.", ["December 24", "December 25"]),
        (
            "from Monday, January 4 to Thursday, January 14, 2027, and",
            ["January 4", "January 14, 2027"],
        ),
    ] {
        assert_eq!(stated(text), expected, "{text}");
    }
}

#[test]
fn what_only_looks_like_a_date_states_none() {
    for text in [
        "Tables for 4 may be moved.",
        "You may 5 times.",
        "2 Mai Tais for $20, 1 Mai-Tai",
        "open 24/7",
        "1/2 portion, 3/4 cup, 10/10",
        "It costs $24.12.",
        "24.12 EUR, 24.12. EUR",
        "um 18.10 Uhr",
        "Rated 4.8. Really.",
        "In December $45",
        "In March 10:30 am",
        "In May 2027",
        "Call 631-555-0142.",
        "See https://x.example/2026/12-24",
        "10.0.12.1 and 1.2.3",
        "From 5 to 9, 11:30 am to 2 pm",
        "for 2, March is fine",
        "Decks 4 and 5",
    ] {
        assert!(stated(text).is_empty(), "{text}: {:?}", stated(text));
    }
    let open = stated("On July 4 until 10, July 4, 12 guests, July 4 and 20 guests");
    assert_eq!(open, ["July 4", "July 4", "July 4"]);
}

#[test]
fn a_range_covers_the_days_in_it() {
    let day = |text: &str| read(text).stated[0].readings[0];
    for (range, inside, outside) in [
        ("Dec 24–26", "December 25", "December 27"),
        ("24. bis 26. Dezember", "25 Dec", "23 Dec"),
        ("Dec 29 – Jan 2", "January 1", "January 3"),
        (
            "January 4 to Thursday, January 14, 2027",
            "Jan 5, 2027",
            "Jan 5, 2028",
        ),
        ("24, 25 and 27 December", "24 December", "26 December"),
        ("12/24–12/26", "Dec 25", "Dec 23"),
        ("2026-12-24 to 2026-12-26", "Dec 25", "Dec 25, 2027"),
    ] {
        let known = read(range);
        assert!(known.knows(day(inside)), "{range}: {:?}", known.known);
        assert!(!known.knows(day(outside)), "{range}: {:?}", known.known);
    }
}
