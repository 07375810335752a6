//! Who is asked to take a case, and in which order: staff as configured, each by the first way that reaches them, then by the next.

use crate::Desk;
use frontdesk_core::{
    Route, StaffId, Timestamp, business::Staff, conversation::Case, event::Topic,
};

/// A member of staff who can be asked, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) staff: StaffId,
    pub(crate) route: Route,
}

/// Those who see to a topic: whom the business's rule for it names; else who names it, or names none; everybody if nobody does.
fn concerned(desk: &Desk, topic: Topic) -> Vec<&Staff> {
    let asked = desk.business.asked_about(topic);
    if !asked.is_empty() {
        return asked
            .iter()
            .filter_map(|id| desk.business.staff(id))
            .collect();
    }
    let sees_to = |s: &&Staff| {
        s.member.topics.is_empty() || s.member.topics.iter().any(|t| t == topic.as_str())
    };
    let named: Vec<&Staff> = desk.business.staff.iter().filter(sees_to).collect();
    if named.is_empty() {
        desk.business.staff.iter().collect()
    } else {
        named
    }
}

fn is_there(staff: &Staff, now: Timestamp) -> bool {
    staff.hours.as_ref().is_none_or(|h| h.is_open(now))
}

/// Everybody concerned who is there now, each with every way to reach them.
pub(crate) fn present(desk: &Desk, topic: Topic, now: Timestamp) -> Vec<Candidate> {
    candidates(
        desk,
        concerned(desk, topic)
            .into_iter()
            .filter(|s| is_there(s, now)),
    )
}

/// Everybody concerned, each by the first way that reaches them, present or not.
pub(crate) fn anyone(desk: &Desk, topic: Topic) -> Vec<Candidate> {
    let mut all = candidates(desk, concerned(desk, topic).into_iter());
    let mut known: Vec<StaffId> = Vec::new();
    all.retain(|c| {
        let new = !known.contains(&c.staff);
        known.push(c.staff.clone());
        new
    });
    all
}

fn candidates<'a>(desk: &Desk, staff: impl Iterator<Item = &'a Staff>) -> Vec<Candidate> {
    staff
        .flat_map(|s| {
            s.member.reach.iter().filter_map(|address| {
                let route = desk.route_to(address)?;
                Some(Candidate {
                    staff: s.member.id.clone(),
                    route,
                })
            })
        })
        .collect()
}

/// The next to be asked: present, and not asked there before about what the case is about now.
pub(crate) fn next(desk: &Desk, case: &Case, now: Timestamp) -> Option<Candidate> {
    present(desk, case.topic, now)
        .into_iter()
        .find(|c| !case.asked().iter().any(|card| card.route == c.route))
}

/// When somebody concerned will be there next.
pub(crate) fn back_at(desk: &Desk, topic: Topic, now: Timestamp) -> Option<Timestamp> {
    concerned(desk, topic)
        .into_iter()
        .filter_map(|s| {
            let hours = s.hours.as_ref()?;
            // Whoever is there now is busy: what helps is when the next shift begins.
            let from = if hours.is_open(now) {
                hours.next_change(now)?
            } else {
                now
            };
            hours.next_change(from)
        })
        .min()
        .or_else(|| {
            let hours = desk.business.hours.as_ref()?;
            if hours.is_open(now) {
                None
            } else {
                hours.next_change(now)
            }
        })
}
