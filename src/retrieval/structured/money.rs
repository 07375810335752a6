//! Prices as people read them.

use super::Price;

/// `$13`, `€12.50`, `13 CHF`.
pub(super) fn shown(price: &Price, currency: &str) -> String {
    let amount = match price {
        Price::Text(text) => text.trim().to_owned(),
        Price::Number(number) => number.to_string(),
    };
    let Ok(value) = amount.parse::<f64>() else {
        // "market price" stays as it is.
        return amount;
    };
    let amount = if value.fract() == 0.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.2}")
    };
    match currency {
        "USD" => format!("${amount}"),
        "EUR" => format!("€{amount}"),
        "GBP" => format!("£{amount}"),
        "JPY" | "CNY" => format!("¥{amount}"),
        "INR" => format!("₹{amount}"),
        "CAD" => format!("CA${amount}"),
        "AUD" => format!("A${amount}"),
        "" => amount,
        other => format!("{amount} {other}"),
    }
}
