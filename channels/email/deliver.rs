//! Sending: one mail a delivery, one attempt. And trying both servers for `check`.

use super::{Email, imap::Mailbox};
use frontdesk_core::{
    Error, ProviderId,
    channel::{DeliverError, Sent},
    message::{Loss, Outbound},
};

impl Email {
    pub(super) async fn send(&self, outbound: &Outbound) -> Result<Sent, DeliverError> {
        let mail = self
            .compose(outbound)
            .map_err(|source| DeliverError::Refused {
                code: "address".into(),
                loss: Some(Loss::Undeliverable),
                source,
            })?;
        self.smtp
            .send(&self.settings, &self.keys, &mail.envelope, &mail.bytes)
            .await?;
        Ok(Sent {
            provider_id: Some(ProviderId(mail.id)),
            units: 0,
        })
    }

    pub(super) async fn try_servers(&self) -> Result<String, Error> {
        let mailbox = Mailbox::open(&self.settings, &self.trust, &self.keys).await?;
        let how = if mailbox.idles {
            "new mail is told at once".to_owned()
        } else {
            format!("looked at every {} s", self.settings.poll_s)
        };
        mailbox.close().await;
        self.smtp.probe(&self.settings, &self.keys).await?;
        Ok(format!(
            "{} is read as {} ({how}), and the server for sending lets us in",
            self.settings.mailbox, self.settings.username
        ))
    }
}
