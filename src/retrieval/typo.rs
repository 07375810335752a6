//! Whether one word is a slip of the finger away from another.

/// Whether `a` becomes `b` by one letter added, left out, changed, or two neighbours swapped.
pub(crate) fn is_slip(a: &str, b: &str) -> bool {
    if a.len().abs_diff(b.len()) > 4 {
        return false;
    }
    if a.is_ascii() && b.is_ascii() {
        return is_one_edit(a.as_bytes(), b.as_bytes());
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    is_one_edit(&a, &b)
}

fn is_one_edit<T: PartialEq>(a: &[T], b: &[T]) -> bool {
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same..], &b[same..]);
    match (a, b) {
        ([], []) => false,
        ([_, rest @ ..], other) if rest == other => true,
        (other, [_, rest @ ..]) if rest == other => true,
        ([_, x @ ..], [_, y @ ..]) if x == y => true,
        ([p, q, x @ ..], [r, s, y @ ..]) => p == s && q == r && x == y,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_slip;

    #[test]
    fn one_slip_is_seen_and_two_are_not() {
        for slip in [
            "chwder", "chowdder", "chowdar", "chowdre", "hcowder", "chowde",
        ] {
            assert!(is_slip(slip, "chowder"), "{slip}");
        }
        for other in ["chowder", "chwdar", "powder", "cod"] {
            assert!(!is_slip(other, "chowder"), "{other}");
        }
    }
}
