use frontdesk_core::retrieval::Retriever;

#[path = "/tmp/hb.rs"]
#[allow(dead_code)]
mod t;
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let l = t::library(t::day(2026, 11, 24));
    let mut rows = vec![];
    for (q, a) in t::KNOWN { let f = l.retrieve(q, 3).await.unwrap(); let b = f.passages.first().map_or("-", |p| &p.article).to_string(); rows.push((f.confidence, true, a.split(' ').any(|x| x == b), *q, f.passages.first().map(|p| p.id.clone()))); }
    for q in t::UNKNOWN { let f = l.retrieve(q, 3).await.unwrap(); rows.push((f.confidence, false, false, *q, f.passages.first().map(|p| p.id.clone()))); }
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    for f in [0.35,0.4,0.45,0.5,0.55,0.6] { let on = rows.iter().filter(|r| r.1 && r.2 && r.0 >= f).count(); let off = rows.iter().filter(|r| !r.1 && r.0 < f).count(); eprintln!("floor {f}: on {on}/{} off {off}/{}", t::KNOWN.len(), t::UNKNOWN.len()); }
    if std::env::args().nth(1).is_some() { for r in rows { println!("{:.3} {} {} {} -> {:?}", r.0, if r.1 {"ON "} else {"off"}, if r.1 && !r.2 {"WRONG"} else {""}, r.3, r.4); } }
}
