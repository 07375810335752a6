//! The page that shows the simulated providers side by side.
