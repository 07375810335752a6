//! A provider's webhook: read within bounds, verified and normalised by its channel, kept by the engine, and only
//! then answered. What could not be kept is answered with 503, and the provider repeats it.

use crate::{
    Site, body,
    limits::{ACKNOWLEDGE_MS, RETRY_AFTER_S},
    problem::Problem,
    serve::{Carrier, Serving},
};
use axum::{
    body::Body,
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use frontdesk_core::{
    BusinessId, InboxName, Timestamp,
    channel::{Accepted, Channel, Quarantined, Received},
    message::Inbound,
};
use http::{StatusCode, header};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// `POST /webhooks/{business}/{inbox}` and `…/status`.
pub(crate) async fn receive(
    State(site): State<Arc<Site>>,
    Path((business, inbox)): Path<(String, String)>,
    request: Request,
) -> Response {
    let started = Instant::now();
    let channel = site.web.directory.channel(&business.into(), &inbox.into());
    let Some(channel) = channel.filter(|c| c.capabilities().webhooks) else {
        return Problem::NOT_FOUND.into_response();
    };
    let response = match take(&site, &channel, request).await {
        Ok(reply) => reply.map(Body::from),
        Err(problem) => refuse(problem),
    };
    metrics::histogram!("frontdesk_webhook_seconds").record(started.elapsed().as_secs_f64());
    response
}

async fn take(
    site: &Arc<Site>,
    channel: &Arc<dyn Channel>,
    request: Request,
) -> Result<http::Response<Bytes>, Problem> {
    let received = site.web.clock.now();
    let (parts, body) = request.into_parts();
    let bytes = body::read(&parts.headers, body, site.web.limits.webhook_bytes).await?;
    let serving = parts
        .extensions
        .get::<Carrier>()
        .map_or_else(|| site.serving.clone(), |c| c.serving.clone());
    let Accepted {
        inbound,
        reply,
        quarantined,
    } = channel.accept(&http::Request::from_parts(parts, bytes), received);
    if let Some(request) = quarantined {
        quarantine(site, channel, request, received).await;
        return Ok(reply);
    }
    let mut done = Vec::with_capacity(inbound.len());
    for each in inbound {
        let outcome = site.web.intake.receive(each.clone()).await.map_err(|error| {
            tracing::error!(business = %channel.business(), inbox = %channel.inbox(), %error, "a webhook could not be kept");
            Problem(StatusCode::SERVICE_UNAVAILABLE, "this could not be kept; please repeat it")
        })?;
        done.push((each, outcome));
    }
    acknowledge(site, &serving, channel.clone(), done);
    Ok(reply)
}

fn refuse(problem: Problem) -> Response {
    let mut response = problem.into_response();
    if problem.0 == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(
            header::RETRY_AFTER,
            http::HeaderValue::from_static(RETRY_AFTER_S),
        );
    }
    response
}

/// Keeps a request that could not be verified. The refusal stands, whether it could be kept or not.
async fn quarantine(
    site: &Site,
    channel: &Arc<dyn Channel>,
    request: Quarantined,
    received: Timestamp,
) {
    let (business, inbox): (&BusinessId, &InboxName) = (channel.business(), channel.inbox());
    metrics::counter!(
        "frontdesk_quarantined_total",
        "business" => business.to_string(), "inbox" => inbox.to_string()
    )
    .increment(1);
    if !site.quarantine.admit() {
        return;
    }
    tracing::warn!(%business, %inbox, why = request.why, "a webhook could not be verified");
    if let Err(error) = site
        .web
        .intake
        .quarantine(business, inbox, request, received)
        .await
    {
        tracing::error!(%business, %inbox, %error, "an unverified webhook could not be kept");
    }
}

/// Tells the provider what became of its message, where it waits for that, without keeping the answer waiting.
fn acknowledge(
    site: &Site,
    serving: &Serving,
    channel: Arc<dyn Channel>,
    done: Vec<(Inbound, Received)>,
) {
    if done.is_empty() {
        return;
    }
    let Ok(permit) = site.acknowledgements.clone().try_acquire_owned() else {
        return;
    };
    serving.tasks.spawn(async move {
        let _permit = permit;
        let all = async {
            for (inbound, received) in &done {
                channel.acknowledge(inbound, received).await;
            }
        };
        if tokio::time::timeout(Duration::from_millis(ACKNOWLEDGE_MS), all).await.is_err() {
            tracing::warn!(business = %channel.business(), inbox = %channel.inbox(), "an acknowledgement took too long");
        }
    });
}
