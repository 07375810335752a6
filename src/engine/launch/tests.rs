use super::*;
use frontdesk_core::CustomerId;

/// Numbers that are drawn like customers': by the first bytes of their ids.
fn customers() -> impl Iterator<Item = CustomerId> {
    (0u128..2_000).map(|n| CustomerId::from_bytes(n.to_be_bytes()))
}

fn share(percent: f64) -> Vec<CustomerId> {
    let inside = |c: &CustomerId| drawn("bistro", "share", *c) * 100.0 < percent;
    customers().filter(inside).collect()
}

#[test]
fn a_share_is_about_what_it_says_and_only_grows() {
    let (few, more) = (share(20.0), share(30.0));
    assert!((300..500).contains(&few.len()), "{}", few.len());
    assert!(few.iter().all(|c| more.contains(c)));
    assert!(share(0.0).is_empty());
    assert_eq!(share(100.0).len(), 2_000);
}

fn arms(shares: &[(&'static str, f64)]) -> Vec<&'static str> {
    let drawn = |c| best("bistro", shares.iter().copied(), c).unwrap();
    customers().map(drawn).collect()
}

#[test]
fn an_arm_that_grows_keeps_its_customers_and_one_that_goes_moves_nobody_elses() {
    let before = arms(&[("a", 80.0), ("b", 20.0)]);
    let after = arms(&[("a", 60.0), ("b", 40.0)]);
    let b = before.iter().filter(|a| **a == "b").count();
    assert!((300..500).contains(&b), "{b}");
    let kept = before.iter().zip(&after);
    assert!(kept.clone().all(|(x, y)| *x != "b" || *y == "b"));
    let third = arms(&[("a", 60.0), ("b", 40.0), ("c", 50.0)]);
    assert!(after.iter().zip(&third).all(|(x, y)| x == y || *y == "c"));
}

#[test]
fn share_and_arm_are_drawn_apart() {
    let inside = share(50.0);
    let arms = arms(&[("a", 50.0), ("b", 50.0)]);
    let both = customers().zip(arms);
    let both = both.filter(|(c, arm)| *arm == "b" && inside.contains(c));
    let n = both.count();
    assert!((400..600).contains(&n), "{n} of 2000");
}
