//! The playground over a parrot instead of a front desk, for working on the page:
//! `cargo run -p frontdesk-simulators --example playground`, then open the printed address.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Form, State};
use axum::response::Html;
use axum::routing::{get, post};
use frontdesk_simulators::playground::{Person, Playground, router};
use frontdesk_simulators::{TelegramSim, TwilioConfig, TwilioSim};
use reqwest::Client;
use serde_json::{Value, json};
use tokio::net::TcpListener;

const TOKEN: &str = "123456:parrot";
const CUSTOMER: &str = "+15550123456";
const BUSINESS: &str = "+15550100000";

struct Parrot {
    http: Client,
    twilio: TwilioSim,
    telegram: TelegramSim,
}

impl Parrot {
    async fn sms(&self, body: &str) {
        let config = self.twilio.config();
        let sid = &config.account_sid;
        let url = format!(
            "{}/2010-04-01/Accounts/{sid}/Messages.json",
            self.twilio.url()
        );
        let form = [("To", CUSTOMER), ("From", BUSINESS), ("Body", body)];
        let request = self
            .http
            .post(url)
            .basic_auth(sid, Some(&config.auth_token));
        if let Err(error) = request.form(&form).send().await {
            eprintln!("sending a text: {error}");
        }
    }

    async fn bot(&self, method: &str, body: Value) -> Value {
        let url = format!("{}/bot{TOKEN}/{method}", self.telegram.url());
        let answer = match self.http.post(url).json(&body).send().await {
            Ok(answer) => answer.json().await.unwrap_or_default(),
            Err(_) => Value::Null,
        };
        if answer["ok"] == false {
            eprintln!("{method}: {}", answer["description"]);
        }
        answer
    }

    /// What a front desk would do with an update, very roughly.
    async fn hear(&self, update: &Value) {
        if let Some(query) = update.get("callback_query") {
            let message = &query["message"];
            self.bot(
                "answerCallbackQuery",
                json!({
                    "callback_query_id": query["id"], "text": "This case is yours."
                }),
            )
            .await;
            self.bot(
                "editMessageText",
                card(&message["chat"]["id"], Some(&message["message_id"])),
            )
            .await;
        } else if let Some(original) = update["message"].get("reply_to_message") {
            self.sms(update["message"]["text"].as_str().unwrap_or(""))
                .await;
            let reply = json!({ "message_id": original["message_id"] });
            self.bot(
                "sendMessage",
                json!({
                    "chat_id": 1001, "text": "✓ Delivered by SMS", "reply_parameters": reply,
                }),
            )
            .await;
        } else {
            let chat = &update["message"]["chat"]["id"];
            self.bot(
                "sendChatAction",
                json!({ "chat_id": chat, "action": "typing" }),
            )
            .await;
            self.bot(
                "sendMessage",
                json!({
                    "chat_id": chat, "parse_mode": "HTML",
                    "text": "That went to nobody. <b>Reply to a card</b> to answer a customer.",
                }),
            )
            .await;
        }
    }
}

fn card(chat: &Value, edit: Option<&Value>) -> Value {
    let owner = if edit.is_some() {
        "\n\n✋ <b>Ana</b> has this case"
    } else {
        ""
    };
    let buttons = if edit.is_some() {
        json!([[{ "text": "Resolve", "callback_data": "resolve:14" }]])
    } else {
        json!([
            [{ "text": "Claim", "callback_data": "claim:14" }, { "text": "Resolve", "callback_data": "resolve:14" }],
            [{ "text": "Open", "url": "https://desk.example/console/cases/14" }],
        ])
    };
    json!({
        "chat_id": chat,
        "message_id": edit,
        "parse_mode": "HTML",
        "text": format!("🔴 <b>Case 14</b> · urgent · safety\nSMS <code>{CUSTOMER}</code>\n\n\
            <i>Found glass in the soup, asks for a manager.</i>\n\n\
            <blockquote>I found glass in my soup, I want a manager</blockquote>{owner}"),
        "reply_markup": { "inline_keyboard": buttons },
    })
}

async fn sms(
    State(parrot): State<Arc<Parrot>>,
    Form(form): Form<Vec<(String, String)>>,
) -> &'static str {
    let body = form
        .iter()
        .find(|(name, _)| name == "Body")
        .map_or("", |(_, body)| body);
    if body.contains("glass") {
        parrot.bot("sendMessage", card(&json!(1001), None)).await;
        parrot
            .sms("I am so sorry. I have called a manager; you will hear from a person shortly.")
            .await;
    } else {
        parrot
            .sms(
                "Yes: the roasted cauliflower, the mushroom risotto and the lentil soup are vegan, \
            and the kitchen can adapt most pasta. Source: Menu, Vegan dishes",
            )
            .await;
    }
    "<Response/>"
}

async fn poll(parrot: Arc<Parrot>) {
    let mut offset = 0;
    loop {
        let answer = parrot
            .bot("getUpdates", json!({ "offset": offset, "timeout": 10 }))
            .await;
        let Some(updates) = answer["result"].as_array() else {
            tokio::time::sleep(Duration::from_secs(1)).await;
            continue;
        };
        for update in updates {
            offset = update["update_id"].as_i64().unwrap_or(0) + 1;
            parrot.hear(update).await;
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let twilio = TwilioSim::start(TwilioConfig::default()).await?;
    let telegram = TelegramSim::start(TOKEN).await?;
    let port = std::env::args().nth(1).unwrap_or_else(|| "0".into());
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    let address = listener.local_addr()?;
    let page = router(Playground {
        twilio: twilio.clone(),
        telegram: telegram.clone(),
        business: "harbor-bistro".into(),
        business_name: "Harbor Bistro".into(),
        business_number: BUSINESS.into(),
        customer_number: CUSTOMER.into(),
        sms_webhook_url: format!("http://{address}/webhooks/sms"),
        staff: vec![
            Person {
                id: 1001,
                name: "Ana".into(),
            },
            Person {
                id: 1002,
                name: "Ben".into(),
            },
        ],
        customer: Person {
            id: 2001,
            name: "Sam".into(),
        },
    });
    let http = Client::builder()
        .no_proxy()
        .build()
        .map_err(std::io::Error::other)?;
    let parrot = Arc::new(Parrot {
        http,
        twilio,
        telegram,
    });
    let polling = tokio::spawn(poll(parrot.clone()));
    let app = axum::Router::new()
        .route("/webhooks/sms", post(sms))
        .route(
            "/chat/{business}",
            get(|| async { Html("<p>The web chat is here.</p>") }),
        )
        .with_state(parrot)
        .merge(page);
    eprintln!("http://{address}/playground");
    axum::serve(listener, app).await?;
    polling.abort();
    Ok(())
}
