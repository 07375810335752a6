//! Status callbacks: what became of a message, posted to the URL that the sender named.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::signature::sign;
use super::state::{ReceiptEnd, SentSms, Shared, TwilioEvent};
use super::webhook::{WebhookAnswer, post as post_form};

/// Posts the callbacks of accepted messages, in order, until the simulator ends.
pub(super) async fn post(shared: Arc<Shared>, mut waiting: mpsc::Receiver<(SentSms, ReceiptEnd)>) {
    let work = async {
        while let Some((sms, end)) = waiting.recv().await {
            post_one(&shared, &sms, "sent", None).await;
            post_one(&shared, &sms, &end.status, end.error_code).await;
        }
    };
    tokio::select! {
        () = shared.stopped.wait() => {}
        () = work => {}
    }
}

/// Posts one callback; None if the message asked for none.
pub(super) async fn post_one(
    shared: &Shared,
    sms: &SentSms,
    status: &str,
    error_code: Option<u32>,
) -> Option<WebhookAnswer> {
    let url = sms.status_callback.as_deref()?;
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut form = vec![
        pair("SmsSid", &sms.sid),
        pair("SmsStatus", status),
        pair("MessageStatus", status),
        pair("To", &sms.to),
        pair("MessageSid", &sms.sid),
        pair("AccountSid", &shared.config.account_sid),
        pair("ApiVersion", "2010-04-01"),
    ];
    form.extend(sms.from.as_deref().map(|from| pair("From", from)));
    form.extend(
        sms.messaging_service_sid
            .as_deref()
            .map(|s| pair("MessagingServiceSid", s)),
    );
    form.extend(error_code.map(|code| pair("ErrorCode", &code.to_string())));
    let signature = sign(&shared.config.auth_token, url, &form);
    let (answer, body) = post_form(shared, &shared.routes.local(url), &form, Some(signature)).await;
    shared.events.push(TwilioEvent::Receipt {
        sid: sms.sid.clone(),
        status: status.into(),
    });
    Some(WebhookAnswer {
        status: answer,
        body,
        sid: sms.sid.clone(),
    })
}
