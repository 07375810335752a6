//! Shares of small numbers, told with how sure they are.

use crate::limits;

/// `hits` of `n`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rate {
    /// How many it happened to.
    pub hits: u64,
    /// Of how many.
    pub n: u64,
}

/// The standard normal quantile of a two-sided interval of 95 %.
pub const Z_95: f64 = 1.959_964;

#[expect(clippy::cast_precision_loss, reason = "nobody has 2^53 conversations")]
fn float(n: u64) -> f64 {
    n as f64
}

impl Rate {
    /// The share, from 0 to 1; 0 of nothing.
    pub fn share(self) -> f64 {
        float(self.hits) / float(self.n.max(1))
    }

    /// Where the true share lies: Wilson's score interval (E. B. Wilson, JASA 22, 1927), which is right for small numbers too.
    pub fn interval(self, z: f64) -> (f64, f64) {
        if self.n == 0 {
            return (0.0, 1.0);
        }
        let (p, n, z2) = (self.share(), float(self.n), z * z);
        let middle = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
        let half = z / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
        ((middle - half).max(0.0), (middle + half).min(1.0))
    }

    /// How much greater the true share of `self` is than that of `other`: Newcombe's interval from the two Wilson intervals (method 10 of
    /// R. G. Newcombe, Statistics in Medicine 17, 1998).
    pub fn above(self, other: Self, z: f64) -> (f64, f64) {
        let (p, q) = (self.share(), other.share());
        let ((low, high), (other_low, other_high)) = (self.interval(z), other.interval(z));
        let difference = p - q;
        (
            difference - (p - low).hypot(other_high - q),
            difference + (high - p).hypot(q - other_low),
        )
    }
}

/// Whether an arm with `bad` went clearly worse than the first one: by more than [`limits::ARM_MARGIN`], so surely
/// ([`limits::ARM_Z`]) that looking after every conversation does not make chance look like a difference.
pub fn clearly_worse(bad: Rate, first: Rate) -> bool {
    bad.n.min(first.n) >= limits::ARM_FEWEST
        && bad.above(first, limits::ARM_Z).0 > limits::ARM_MARGIN
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, SeedableRng, rngs::StdRng};

    fn near(found: (f64, f64), wanted: (f64, f64)) {
        let close = (found.0 - wanted.0).abs() < 5e-5 && (found.1 - wanted.1).abs() < 5e-5;
        assert!(close, "{found:?} is not {wanted:?}");
    }

    #[test]
    fn the_intervals_are_those_of_the_papers() {
        // Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, and its companion, table II.
        near(Rate { hits: 81, n: 263 }.interval(Z_95), (0.2553, 0.3662));
        near(Rate { hits: 0, n: 20 }.interval(Z_95), (0.0, 0.1611));
        let (more, less) = (Rate { hits: 56, n: 70 }, Rate { hits: 48, n: 80 });
        near(more.above(less, Z_95), (0.0524, 0.3339));
    }

    /// How many of `runs` experiments step back, with a look after every conversation, and after how many conversations of the arm.
    fn experiments(runs: u64, first: f64, other: f64, most: u64) -> (u64, Vec<u64>) {
        let (mut stopped, mut after) = (0, Vec::new());
        for seed in 0..runs {
            let mut rng = StdRng::seed_from_u64(seed);
            let (mut a, mut b) = (Rate::default(), Rate::default());
            while b.n < most {
                a.n += 1;
                b.n += 1;
                a.hits += u64::from(rng.random_bool(first));
                b.hits += u64::from(rng.random_bool(other));
                if clearly_worse(b, a) {
                    stopped += 1;
                    after.push(b.n);
                    break;
                }
            }
        }
        after.sort_unstable();
        (stopped, after)
    }

    #[test]
    fn equals_are_not_taken_for_worse_and_a_bad_arm_is_found() {
        let (stopped, _) = experiments(400, 0.3, 0.3, 2_000);
        assert!(stopped <= 2, "{stopped} of 400 stepped back by chance");
        let (stopped, after) = experiments(50, 0.2, 0.5, 2_000);
        assert_eq!(stopped, 50);
        assert!(after[25] < 120, "half needed {} conversations", after[25]);
    }
}
