use super::*;

/// The slots with their words, by place.
fn slots(text: &str, asked: &[Slot]) -> String {
    let reference = Reference {
        now: "2027-03-17T12:00:00".parse().unwrap(),
        country: "US",
        weekday_is_today: false,
    };
    let chars: Vec<char> = text.chars().collect();
    let told = find(text, asked, &reference).into_iter().map(|f| {
        format!(
            "{}={}",
            f.slot,
            chars[f.start..f.end].iter().collect::<String>()
        )
    });
    told.collect::<Vec<_>>().join(" ")
}

#[test]
fn a_bare_answer_is_what_was_asked_for() {
    use Slot::{Date, FirstName, LastName, People, Time};
    for (text, asked, expected) in [
        ("5", &[People][..], "people=5"),
        ("5", &[Time], "time=5"),
        ("5", &[], ""),
        ("1915", &[Time], "time=1915"),
        ("the 23rd please", &[Date], "date=23rd"),
        ("Okonkwo", &[LastName, FirstName], "last_name=Okonkwo"),
        ("Ngozi", &[FirstName, LastName], "first_name=Ngozi"),
        (
            "ngozi okonkwo",
            &[FirstName, LastName],
            "first_name=ngozi last_name=okonkwo",
        ),
        ("no thanks", &[FirstName, LastName], ""),
    ] {
        assert_eq!(slots(text, asked), expected, "{text}");
    }
}

#[test]
fn a_whole_request_fills_several_slots() {
    for (text, expected) in [
        (
            "Table for four on Friday at 7:30 pm, my name is Ngozi Okonkwo",
            "people=four date=Friday time=7:30 pm first_name=Ngozi last_name=Okonkwo",
        ),
        (
            "can we come in half an hour?",
            "date=in half an hour time=in half an hour",
        ),
        (
            "it will be me, my wife and 2 kids",
            "people=me, my wife and 2 kids",
        ),
        ("there are six of us tomorrow", "people=six date=tomorrow"),
        (
            "Please cancel the reservation under Okonkwo",
            "last_name=Okonkwo",
        ),
        (
            "cancel my reservation under okonkwo please",
            "last_name=okonkwo",
        ),
        ("Two rooms from the 4th to 9 October, 2 nights", "date=4th"),
        ("I booked yesterday for 3 people", "people=3 people"),
        (
            "Señor: mañana a las 8, 4 personas",
            "date=mañana time=8 people=4 personas",
        ),
    ] {
        assert_eq!(slots(text, &[]), expected, "{text}");
    }
}

#[test]
fn what_is_no_booking_fills_nothing() {
    for text in [
        "do you have highchairs?",
        "I am looking for The Red Lion",
        "we will be 10 minutes late",
        "BOOK ME A TABLE",
        "I'd like a place with 4 stars",
    ] {
        assert_eq!(slots(text, &[]), "", "{text}");
    }
}
