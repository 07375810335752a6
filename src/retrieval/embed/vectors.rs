//! Vectors as they are held: one byte a number, with a scale for each vector. A quarter of the memory, and the similarity of
//! two is off by less than 0.002.

use crate::limits;

/// What a byte reaches.
const BYTE: f32 = 127.0;
/// What a number of a question reaches: as fine as fits 32 bits when it is summed over thousands of numbers.
const FINE: f32 = 2047.0;

/// Rows of vectors of one length.
#[derive(Debug, Clone, Default)]
pub(crate) struct Vectors {
    dimensions: usize,
    numbers: Vec<i8>,
    /// What a byte of each row is worth; 0 where the row has no vector yet.
    scales: Vec<f32>,
    present: usize,
}

/// A question's vector, ready to be compared.
pub(crate) struct Asked {
    numbers: Vec<i16>,
    scale: f32,
}

impl Asked {
    /// `None` for a vector of zeros, which is like nothing.
    pub(crate) fn new(vector: &[f32]) -> Option<Self> {
        let scale = largest(vector)? / FINE;
        let numbers = vector.iter().map(|x| (x / scale).round() as i16).collect();
        Some(Self { numbers, scale })
    }
}

fn largest(vector: &[f32]) -> Option<f32> {
    let largest = vector.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
    (largest.is_finite() && largest > 0.0).then_some(largest)
}

impl Vectors {
    /// Rows without vectors.
    pub(crate) fn new(dimensions: usize, rows: usize) -> Self {
        Self {
            dimensions,
            numbers: vec![0; dimensions * rows],
            scales: vec![0.0; rows],
            present: 0,
        }
    }

    pub(crate) fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// How many rows have a vector.
    pub(crate) fn present(&self) -> usize {
        self.present
    }

    /// Puts a vector into a row. One of another length is passed over.
    pub(crate) fn set(&mut self, row: usize, vector: &[f32]) {
        if vector.len() != self.dimensions {
            return;
        }
        // A vector of zeros is one, too: it need not be made again.
        let scale = largest(vector).map_or(1.0, |largest| largest / BYTE);
        let bytes: Vec<i8> = vector.iter().map(|x| (x / scale).round() as i8).collect();
        self.set_bytes(row, scale, &bytes);
    }

    /// Puts a vector into a row as [`Self::row`] gave it.
    pub(crate) fn set_bytes(&mut self, row: usize, scale: f32, bytes: &[i8]) {
        if bytes.len() != self.dimensions || !scale.is_normal() {
            return;
        }
        self.present += usize::from(self.scales[row] == 0.0);
        self.scales[row] = scale;
        self.numbers[row * self.dimensions..][..self.dimensions].copy_from_slice(bytes);
    }

    /// A row's scale and numbers; `None` where it has no vector.
    pub(crate) fn row(&self, row: usize) -> Option<(f32, &[i8])> {
        let scale = self.scales.get(row).copied().filter(|scale| *scale > 0.0)?;
        Some((
            scale,
            &self.numbers[row * self.dimensions..][..self.dimensions],
        ))
    }

    /// How near each row is to a question, NaN where it has no vector. Many rows are shared among the processors: a hundred thousand take
    /// one of them nine milliseconds.
    pub(crate) fn similarities(&self, asked: &Asked) -> Vec<f32> {
        let mut near = vec![f32::NAN; self.scales.len()];
        let fill = |from: usize, near: &mut [f32]| {
            for (row, near) in (from..).zip(near) {
                *near = self.similarity(row, asked).unwrap_or(f32::NAN);
            }
        };
        let shares = near.len().div_ceil(limits::ROWS_AT_ONCE);
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let each = near.len().div_ceil(shares.min(threads).max(1)).max(1);
        std::thread::scope(|scope| {
            let mut shares = near.chunks_mut(each).enumerate();
            let first = shares.next();
            for (n, share) in shares {
                scope.spawn(move || fill(n * each, share));
            }
            if let Some((_, share)) = first {
                fill(0, share);
            }
        });
        near
    }

    /// How near a row is to a question, from -1 to 1; `None` where it has no vector.
    pub(crate) fn similarity(&self, row: usize, asked: &Asked) -> Option<f32> {
        let (scale, numbers) = self.row(row)?;
        let sum: i32 = numbers
            .iter()
            .zip(&asked.numbers)
            .map(|(a, b)| i32::from(*a) * i32::from(*b))
            .sum();
        Some(sum as f32 * scale * asked.scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn similarity_survives_the_rounding() {
        let unit = |seed: f32| {
            let vector: Vec<f32> = (0..384).map(|n| (n as f32 * seed).sin()).collect();
            let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
            vector.iter().map(|x| x / length).collect::<Vec<f32>>()
        };
        let (a, b) = (unit(0.71), unit(0.715));
        let exact: f32 = a.iter().zip(&b).map(|(x, y)| x * y).sum();
        let mut vectors = Vectors::new(384, 2);
        vectors.set(1, &a);
        let found = vectors.similarity(1, &Asked::new(&b).unwrap()).unwrap();
        assert!((found - exact).abs() < 0.002, "{found} {exact}");
        assert_eq!(vectors.similarity(0, &Asked::new(&b).unwrap()), None);
        assert_eq!(vectors.present(), 1);
        vectors.set(0, &[0.0; 384]);
        assert_eq!(vectors.similarity(0, &Asked::new(&b).unwrap()), Some(0.0));
        assert!(Asked::new(&[0.0; 384]).is_none());
    }
}
