//! all-MiniLM-L6-v2 in the binary, run in Rust: English, 384 numbers, 3 to 5 ms a question on one thread.

use crate::{limits, pieces};
use frontdesk_core::{Error, ErrorKind, Result, embed::Embedder};
use rten::{Model, ModelOptions, RunOptions, ThreadPool, include_external_data, op_registry};
use rten_tensor::{AsView, Tensor};
use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicUsize, Ordering},
};

/// The name of the model, with the beginning of the SHA-256 of its weights.
const ID: &str = "minilm-0654eac0520fbecd";

/// Numbers of a vector.
const DIMENSIONS: usize = 384;

/// The model, loaded once for the whole process when it is first needed: 35 to 65 ms and 15 MB of heap.
static LOADED: OnceLock<Option<Loaded>> = OnceLock::new();

/// The embedder that comes with the program. It needs no network and no download.
#[derive(Debug, Clone, Copy, Default)]
pub struct MiniLm;

struct Loaded {
    model: Model,
    /// One thread each: texts run side by side instead of one text on many threads, which gains little.
    pools: Vec<RunOptions>,
    next: AtomicUsize,
}

impl MiniLm {
    /// Loads the model if nobody has yet. It blocks.
    ///
    /// # Errors
    /// The model cannot be read, which is a defect of the build.
    pub fn load(&self) -> Result<()> {
        self.loaded().map(drop)
    }

    fn loaded(&self) -> Result<&'static Loaded> {
        let load = || match Loaded::read() {
            Ok(loaded) => Some(loaded),
            Err(error) => {
                tracing::error!(%error, "the embedding model cannot be loaded");
                None
            }
        };
        let loaded = LOADED.get_or_init(load).as_ref();
        loaded.ok_or_else(|| Error::new(ErrorKind::Unexpected, "loading the embedding model"))
    }
}

impl Embedder for MiniLm {
    fn id(&self) -> &str {
        ID
    }

    fn dimensions(&self) -> usize {
        DIMENSIONS
    }

    fn reads(&self, language: &str) -> bool {
        language == "en"
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>> {
        let loaded = self.loaded()?;
        // A batch saves nothing, and without a mask its texts would have to be of one length: they run side by side.
        let mut made = Vec::new();
        std::thread::scope(|scope| {
            let share = texts.len().div_ceil(loaded.pools.len()).max(1);
            let mut shares = texts.chunks(share);
            let own = shares.next().unwrap_or_default();
            let embed = |texts: &[&str]| -> Vec<Result<Vec<f32>>> {
                texts.iter().map(|text| loaded.embed(text)).collect()
            };
            let others: Vec<_> = shares
                .map(|texts| scope.spawn(move || embed(texts)))
                .collect();
            made.extend(embed(own));
            for other in others {
                made.extend(other.join().unwrap_or_default());
            }
        });
        let made: Vec<_> = made.into_iter().collect::<Result<_>>()?;
        if made.len() == texts.len() {
            Ok(made)
        } else {
            Err(Error::new(ErrorKind::Unexpected, "embedding texts"))
        }
    }
}

impl Loaded {
    fn read() -> std::result::Result<Self, rten::LoadError> {
        let operators = op_registry!(
            Abs,
            Add,
            Cast,
            DequantizeLinear,
            Div,
            Gather,
            Gelu,
            LayerNormalization,
            MatMul,
            MatMulInteger,
            Mul,
            QuantizeLinear,
            ReduceL2,
            ReduceMax,
            ReduceMean,
            Reshape,
            Shape,
            Slice,
            Softmax,
            Sub,
            Transpose
        );
        let model = ModelOptions::with_ops(operators)
            .prepack_weights(true)
            .external_data_static(
                "minilm.data",
                include_external_data!("../model/minilm.data"),
            )
            .load_static_slice(include_bytes!("../model/minilm.onnx"))?;
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let pool = |_| {
            let pool = Arc::new(ThreadPool::with_num_threads(1));
            RunOptions::default().with_thread_pool(Some(pool))
        };
        Ok(Self {
            model,
            pools: (0..threads.min(limits::EMBEDDINGS)).map(pool).collect(),
            next: AtomicUsize::new(0),
        })
    }

    fn embed(&self, text: &str) -> Result<Vec<f32>> {
        let ids = pieces::ids(text);
        if ids.len() <= 2 {
            // The two marks alone have a vector that means nothing.
            return Ok(vec![0.0; DIMENSIONS]);
        }
        let failed = |error: rten::RunError| {
            Error::new(ErrorKind::Unexpected, "embedding a text").because(error.to_string())
        };
        let pool = self.next.fetch_add(1, Ordering::Relaxed) % self.pools.len();
        let ids = Tensor::from_data(&[1, ids.len()], ids);
        let vector = self
            .model
            .run_one(ids.into(), Some(self.pools[pool].clone()))
            .map_err(failed)?;
        let vector: Tensor<f32> = vector.try_into().map_err(|_| {
            Error::new(ErrorKind::Unexpected, "embedding a text").with("output", "is no vector")
        })?;
        Ok(vector.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    const TEXTS: [&str; 4] = [
        "Can I get my money back?",
        "How do refunds work?",
        "I\u{2019}d like my café order \u{2014} please\u{2026}",
        "### 退款 2½ h #A-1042 👍",
    ];
    const FIRST: [[f32; 6]; 4] = [
        [
            -0.053741, 0.040270, -0.026379, -0.005072, -0.026552, -0.003587,
        ],
        [-0.101772, 0.027034, 0.056394, 0.011723, 0.040721, 0.028514],
        [
            -0.037617, -0.021406, 0.076670, 0.043561, -0.022158, 0.062650,
        ],
        [-0.036048, 0.039751, 0.054674, -0.001687, 0.012916, 0.004506],
    ];
    const PAIRS: [(usize, usize, f32); 6] = [
        (0, 1, 0.47384),
        (0, 2, 0.09177),
        (0, 3, 0.04927),
        (1, 2, 0.06769),
        (1, 3, 0.05252),
        (2, 3, 0.10149),
    ];

    #[test]
    fn the_vectors_are_those_of_the_model() {
        let vectors = MiniLm.embed(&TEXTS).unwrap();
        for (vector, first) in vectors.iter().zip(FIRST) {
            assert_eq!(vector.len(), DIMENSIONS);
            for (found, expected) in vector.iter().zip(first) {
                assert!((found - expected).abs() < 0.001, "{found} {expected}");
            }
        }
        for (a, b, expected) in PAIRS {
            let dot: f32 = vectors[a].iter().zip(&vectors[b]).map(|(x, y)| x * y).sum();
            assert!((dot - expected).abs() < 0.001, "{dot} {expected}");
        }
    }

    #[test]
    fn the_name_changes_with_the_weights() {
        let hash = Sha256::digest(include_bytes!("../model/minilm.data"));
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(ID, format!("minilm-{}", &hash[..16]));
    }

    #[test]
    fn any_text_has_a_vector() {
        for text in ["", " \n", "\u{200b}"] {
            assert!(MiniLm.embed(&[text]).unwrap()[0].iter().all(|x| *x == 0.0));
        }
        for text in [
            "العربية",
            &"word ".repeat(5_000),
            &"字".repeat(5_000),
            "[SEP]",
        ] {
            let length: f32 = MiniLm.embed(&[text]).unwrap()[0]
                .iter()
                .map(|x| x * x)
                .sum();
            assert!((length - 1.0).abs() < 0.01);
        }
    }
}
