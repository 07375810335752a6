//! What `check` says of articles: nothing of the sample business as it is, and what somebody writes into it.

use frontdesk_retrieval::{Library, Options, embed::MiniLm};
use std::{fs, path::Path, sync::Arc};

fn doubts(more: &[(&str, &str)]) -> Vec<String> {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge/harbor-bistro");
    let folder = tempfile::tempdir().expect("the sample can be copied and read");
    for entry in fs::read_dir(sample)
        .expect("the sample can be copied and read")
        .flatten()
    {
        fs::copy(entry.path(), folder.path().join(entry.file_name()))
            .expect("the sample can be copied and read");
    }
    for (name, text) in more {
        fs::write(folder.path().join(name), text).expect("the sample can be copied and read");
    }
    let options = Options {
        locale: "en".into(),
        currency: "USD".into(),
        embedder: Some(Arc::new(MiniLm)),
        ..Options::default()
    };
    let library = Library::open(folder.path(), options).expect("the sample can be copied and read");
    library.embed().expect("the sample can be copied and read");
    library.doubts().iter().map(ToString::to_string).collect()
}

#[test]
fn the_sample_business_has_none() {
    assert_eq!(doubts(&[]), Vec::<String>::new());
}

#[test]
fn contradictions_and_copies_are_told() {
    let told = doubts(&[
        ("x-corkage.md", "# Corkage\n\nCorkage is $40 per bottle.\n"),
        ("x-dogs.md", "# Dogs\n\nNo dogs on the patio.\n"),
        (
            "x-hours.md",
            "# Happy hour\n\nHappy hour is at the bar, Tuesday to Friday from 5:00 pm to 7:00 pm.\n",
        ),
        ("x-delivery.md", "# Delivery\n\nThe delivery fee is $9.\n"),
        (
            "x-deposit.md",
            "# Deposits\n\nThe deposit for groups of 8 or more is $25 per guest.\n",
        ),
        (
            "x-live.md",
            "---\nkind: faq\n---\n# More\n\n## Do you have live music?\n\nNo, never.\n",
        ),
        (
            "x-phone.md",
            "# Telephone\n\nCall us during opening hours on 631-555-0999.\n",
        ),
        (
            "x-cake.md",
            "# Cakes\n\nBring your own birthday cake, you are welcome to do so. We charge a cake fee of $3 per guest for plates, candles and cutting.\n",
        ),
    ]);
    let found = |file: &str| told.iter().any(|line| line.contains(file));
    let missing: Vec<&str> = [
        "x-corkage.md",
        "x-dogs.md",
        "x-hours.md",
        "x-delivery.md",
        "x-live.md",
    ]
    .into_iter()
    .filter(|file| !found(file))
    .collect();
    assert!(missing.is_empty(), "{missing:?} {told:#?}");
}
