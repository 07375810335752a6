//! A page of HTML as a tree in one list. Nodes are numbers, so that a page of any depth is built and dropped without recursion.

use crate::limits;
use html5ever::{
    Attribute, ParseOpts, QualName, parse_document,
    tendril::{StrTendril, TendrilSink},
    tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeBuilderOpts, TreeSink},
};
use std::{
    borrow::Cow,
    cell::{Ref, RefCell},
    collections::HashMap,
    time::Instant,
};

/// A node's number.
pub(super) type Id = usize;

/// Bytes that the parser gets at once.
const PART: usize = 8 * 1024;

/// The number of the document itself.
pub(super) const ROOT: Id = 0;

/// A node of a page.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) data: Data,
    pub(super) parent: Option<Id>,
    pub(super) children: Vec<Id>,
}

/// What a node is.
#[derive(Debug)]
pub(super) enum Data {
    /// An element: its name in lower case, its attributes.
    Element(String, HashMap<String, String>),
    /// Text.
    Text(String),
    /// The document, a comment, the inside of a template.
    Other,
}

/// A page.
#[derive(Debug)]
pub(super) struct Dom(Vec<Node>);

impl Dom {
    /// Reads a page; any text is one.
    pub(super) fn parse(html: &str) -> Self {
        let options = ParseOpts {
            tree_builder: TreeBuilderOpts {
                scripting_enabled: true,
                ..TreeBuilderOpts::default()
            },
            ..ParseOpts::default()
        };
        let mut parser = parse_document(Growing::default(), options);
        let began = Instant::now();
        let mut rest = html;
        // Elements within elements without end make the parser slow, and it has no bound of its own.
        while !rest.is_empty() && began.elapsed() < limits::PARSE_TIME {
            let (part, next) = rest.split_at(rest.floor_char_boundary(PART));
            parser.process(StrTendril::from_slice(part));
            rest = next;
        }
        parser.finish()
    }

    pub(super) fn node(&self, id: Id) -> &Node {
        &self.0[id]
    }

    /// The element's name, or nothing.
    pub(super) fn name(&self, id: Id) -> &str {
        match &self.0[id].data {
            Data::Element(name, _) => name,
            _ => "",
        }
    }

    /// An attribute of an element.
    pub(super) fn attribute(&self, id: Id, key: &str) -> Option<&str> {
        match &self.0[id].data {
            Data::Element(_, attributes) => attributes.get(key).map(String::as_str),
            _ => None,
        }
    }

    /// What stands below a node, in the order of the page, without what `enter` does not let in.
    pub(super) fn below(&self, id: Id, enter: impl Fn(Id) -> bool) -> Vec<Id> {
        let mut found = Vec::new();
        let mut open: Vec<Id> = self.0[id].children.iter().rev().copied().collect();
        while let Some(next) = open.pop() {
            found.push(next);
            if enter(next) {
                open.extend(self.0[next].children.iter().rev());
            }
        }
        found
    }

    /// The text below a node, its white space as one space.
    pub(super) fn text(&self, id: Id) -> String {
        let mut text = String::new();
        for id in self.below(id, |id| !matches!(self.name(id), "script" | "style")) {
            if let Data::Text(part) = &self.0[id].data {
                text.push_str(part);
            } else if self.name(id) == "br" {
                text.push(' ');
            }
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// A page while it is read.
struct Growing {
    nodes: RefCell<Vec<Node>>,
    /// Names as the parser wants them back.
    names: RefCell<HashMap<Id, QualName>>,
    /// The insides of templates, which are not part of the page.
    insides: RefCell<HashMap<Id, Id>>,
}

impl Default for Growing {
    fn default() -> Self {
        Self {
            nodes: RefCell::new(vec![Node::of(Data::Other)]),
            names: RefCell::default(),
            insides: RefCell::default(),
        }
    }
}

impl Node {
    fn of(data: Data) -> Self {
        Self {
            data,
            parent: None,
            children: Vec::new(),
        }
    }
}

impl Growing {
    fn add(&self, data: Data) -> Id {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node::of(data));
        nodes.len() - 1
    }

    /// Puts something below `parent`, at a place among its children. Text joins text.
    fn put(&self, parent: Id, at: usize, child: NodeOrText<Id>) {
        let id = match child {
            NodeOrText::AppendNode(id) => id,
            NodeOrText::AppendText(text) => {
                let mut nodes = self.nodes.borrow_mut();
                let before = at.checked_sub(1).map(|at| nodes[parent].children[at]);
                if let Some(before) = before
                    && let Data::Text(known) = &mut nodes[before].data
                {
                    known.push_str(&text);
                    return;
                }
                drop(nodes);
                self.add(Data::Text(text.to_string()))
            }
        };
        self.remove_from_parent(&id);
        let mut nodes = self.nodes.borrow_mut();
        nodes[id].parent = Some(parent);
        let at = at.min(nodes[parent].children.len());
        nodes[parent].children.insert(at, id);
    }

    /// A node's parent and its place there. It is looked for from the end, near which the parser works.
    fn place(&self, id: Id) -> Option<(Id, usize)> {
        let nodes = self.nodes.borrow();
        let parent = nodes[id].parent?;
        let at = nodes[parent]
            .children
            .iter()
            .rposition(|child| *child == id)?;
        Some((parent, at))
    }
}

impl TreeSink for Growing {
    type Handle = Id;
    type Output = Dom;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Dom {
        Dom(self.nodes.into_inner())
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Id {
        ROOT
    }

    fn elem_name<'a>(&'a self, target: &'a Id) -> Ref<'a, QualName> {
        Ref::map(self.names.borrow(), |names| {
            names
                .get(target)
                .expect("the parser asks for elements only")
        })
    }

    fn create_element(
        &self,
        name: QualName,
        attributes: Vec<Attribute>,
        flags: ElementFlags,
    ) -> Id {
        let local = name.local.to_lowercase();
        let id = self.add(Data::Element(local, read(attributes)));
        self.names.borrow_mut().insert(id, name);
        if flags.template {
            let inside = self.add(Data::Other);
            self.insides.borrow_mut().insert(id, inside);
        }
        id
    }

    fn create_comment(&self, _: StrTendril) -> Id {
        self.add(Data::Other)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Id {
        self.add(Data::Other)
    }

    fn append(&self, parent: &Id, child: NodeOrText<Id>) {
        let end = self.nodes.borrow()[*parent].children.len();
        self.put(*parent, end, child);
    }

    fn append_based_on_parent_node(&self, element: &Id, before: &Id, child: NodeOrText<Id>) {
        if self.nodes.borrow()[*element].parent.is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(before, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &Id) -> Id {
        self.insides
            .borrow()
            .get(target)
            .copied()
            .unwrap_or(*target)
    }

    fn same_node(&self, x: &Id, y: &Id) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Id, child: NodeOrText<Id>) {
        if let Some((parent, at)) = self.place(*sibling) {
            self.put(parent, at, child);
        }
    }

    fn add_attrs_if_missing(&self, target: &Id, attributes: Vec<Attribute>) {
        if let Data::Element(_, known) = &mut self.nodes.borrow_mut()[*target].data {
            for (key, value) in read(attributes) {
                known.entry(key).or_insert(value);
            }
        }
    }

    fn remove_from_parent(&self, target: &Id) {
        if let Some((parent, at)) = self.place(*target) {
            let mut nodes = self.nodes.borrow_mut();
            nodes[parent].children.remove(at);
            nodes[*target].parent = None;
        }
    }

    fn reparent_children(&self, node: &Id, new_parent: &Id) {
        let mut nodes = self.nodes.borrow_mut();
        let children = std::mem::take(&mut nodes[*node].children);
        for child in &children {
            nodes[*child].parent = Some(*new_parent);
        }
        nodes[*new_parent].children.extend(children);
    }
}

fn read(attributes: Vec<Attribute>) -> HashMap<String, String> {
    let pair = |a: Attribute| (a.name.local.to_lowercase(), a.value.to_string());
    attributes.into_iter().map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_any_depth_is_read() {
        let deep = format!("{}x{}", "<div>".repeat(3_000), "</div>".repeat(3_000));
        assert_eq!(Dom::parse(&deep).text(ROOT), "x");
        let odd = "<table><p>a<tr><td>b<template><p>no</template></table><b><p>c</b>d";
        assert_eq!(Dom::parse(odd).text(ROOT), "ab cd".replace(' ', ""));
    }
}
