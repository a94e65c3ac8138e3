use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;
use crate::fixture::{babs, group};
use crate::schema::ResourceType;

fn holds(filter: &str) -> bool {
    let condition = Filter::parse(filter).unwrap().compile(ResourceType::User);
    condition.unwrap().holds(&babs().leaves())
}

fn refusal(filter: &str) -> String {
    let compiled = Filter::parse(filter).and_then(|it| it.compile(ResourceType::User));
    let error = compiled.unwrap_err();
    assert_eq!(error.to_json()["scimType"], "invalidFilter", "{filter}");
    error.to_string()
}

#[test]
fn what_rfc_7644_writes_is_understood() {
    for filter in [
        r#"userName eq "bjensen@example.com""#,
        r#"name.familyName co "ens""#,
        r#"userName sw "B""#,
        r#"urn:ietf:params:scim:schemas:core:2.0:User:userName sw "B""#,
        "title pr",
        r#"title pr and userName sw "b""#,
        r#"title eq "nobody" or active eq true"#,
        r#"emails co "example.com" or emails.value co "example.org""#,
        r#"userName pr and (emails co "example.com" or emails.value co "example.org")"#,
        r#"not (emails co "example.net")"#,
        r#"emails[type eq "work" and value co "@example.com"]"#,
        r#"emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]"#,
        r#"emails[type eq "home"].value eq "babs@jensen.org""#,
        r#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "tour operations""#,
        r#"urn:example:badge:1.0:User:colour eq "red""#,
        "urn:example:badge:1.0:User:level gt 6.5 and urn:example:badge:1.0:User:level lt 10",
        "urn:example:badge:1.0:User:guide eq true",
        "urn:example:badge:1.0:User:level pr",
    ] {
        assert!(holds(filter), "{filter}");
        let parsed = Filter::parse(filter).unwrap();
        assert_eq!(
            Filter::parse(&parsed.to_string()).unwrap(),
            parsed,
            "{filter}"
        );
    }
    for filter in [
        r#"emails[type eq "home" and value co "@example.com"]"#,
        r#"userName eq "bjensen""#,
        "nickName pr",
        "active eq false",
        r#"urn:example:badge:1.0:User:level eq "7""#,
        r#"urn:example:other:1.0:User:colour eq "red""#,
    ] {
        assert!(!holds(filter), "{filter}");
    }
}

#[test]
fn letter_case_counts_where_the_schema_says_so() {
    assert!(holds(r#"USERNAME EQ "BJENSEN@EXAMPLE.COM""#));
    assert!(holds(r#"externalId eq "bjensen""#));
    assert!(!holds(r#"externalId eq "BJENSEN""#));
}

#[test]
fn ne_is_whatever_is_not_eq() {
    assert!(holds(r#"nickName ne "Babs""#));
    assert!(!holds(r#"emails.type ne "work""#));
    assert!(holds("nickName eq null"));
    assert!(holds("title ne null"));
}

#[test]
fn and_binds_more_than_or() {
    assert!(holds("title pr or title pr and nickName pr"));
    assert!(!holds("(title pr or title pr) and nickName pr"));
}

#[test]
fn moments_are_compared_as_moments() {
    let mut babs = babs();
    babs.set(
        "meta",
        serde_json::json!({ "created": "2011-05-13T04:42:34Z" }),
    );
    let holds = |filter: &str| {
        let condition = Filter::parse(filter).unwrap().compile(ResourceType::User);
        condition.unwrap().holds(&babs.leaves())
    };
    assert!(holds(r#"meta.created eq "2011-05-13T06:42:34+02:00""#));
    assert!(holds(r#"meta.created gt "2011-05-13T04:42:33.999Z""#));
    assert!(!holds(r#"meta.created lt "2011-05-13T04:42:34Z""#));
}

#[test]
fn members_are_found_by_their_id() {
    let group =
        group(serde_json::json!({ "displayName": "Guides", "members": [{ "value": "x" }] }));
    let condition = Filter::parse(r#"members[value eq "x"] and members.value eq "x""#).unwrap();
    let condition = condition.compile(ResourceType::Group).unwrap();
    assert!(condition.holds(&group.leaves()));
}

#[test]
fn what_cannot_be_read_says_where() {
    for (filter, expected) in [
        ("", "expected an attribute at the end"),
        ("userName", "expected an operator at the end"),
        ("userName eq", "expected a value"),
        ("userName is \"x\"", "instead of 'is'"),
        ("userName eq x", "double quotes"),
        ("userName eq 'x'", "double quotes"),
        ("userName eq \"x", "closing quote"),
        ("userName eq \"\\x\"", "not a JSON string"),
        ("userName eq \"\\u0000\"", "NUL"),
        ("(userName pr", "expected ')'"),
        ("userName pr)", "instead of ')'"),
        ("emails[type pr", "expected ']'"),
        ("emails[type pr and emails[type pr]]", "without brackets"),
        ("emails[name.type pr]", "without brackets and dots"),
        ("userName pr or", "at the end"),
        ("userName pr userName pr", "expected the end"),
        ("not userName pr", "instead of 'userName'"),
        ("userName eq \"x\"; drop table users", "expected the end"),
        ("colour eq \"x\"", "no attribute 'colour'"),
        ("name eq \"x\"", "no value to compare"),
        ("name[familyName pr]", "no elements"),
        ("active gt true", "only be compared with eq and ne"),
        ("active eq \"perhaps\"", "cannot be compared"),
        ("userName eq 5", "cannot be compared"),
        ("userName gt null", "null"),
        ("meta.created co \"2011\"", "cannot be compared"),
        ("meta.location pr", "cannot be searched for"),
    ] {
        let refusal = refusal(filter);
        assert!(refusal.contains(expected), "{filter}: {refusal}");
    }
}

#[test]
fn depth_length_and_number_are_limited() {
    let nested = |levels: usize| format!("{}title pr{}", "(".repeat(levels), ")".repeat(levels));
    assert!(Filter::parse(&nested(MAX_DEPTH)).is_ok());
    let start = Instant::now();
    for filter in [
        nested(MAX_DEPTH + 1),
        nested(4_000),
        nested(100_000),
        "not (".repeat(1_000),
        "emails[".repeat(1_000),
        format!("title eq \"{}\"", "x".repeat(MAX_LENGTH)),
        vec!["title pr"; MAX_COMPARISONS + 1].join(" or "),
    ] {
        let error = Filter::parse(&filter).unwrap_err();
        assert_eq!(error.to_json()["scimType"], "invalidFilter");
    }
    assert!(start.elapsed() < Duration::from_secs(1));
}

#[test]
fn where_the_fuzzer_starts_is_read_or_refused_in_words() {
    let seeds = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/seeds/scim_filter");
    let mut read = 0;
    for seed in std::fs::read_dir(seeds).unwrap() {
        let text = std::fs::read_to_string(seed.unwrap().path()).unwrap();
        match Filter::parse(&text) {
            Ok(filter) => {
                assert_eq!(Filter::parse(&filter.to_string()), Ok(filter));
                read += 1;
            }
            Err(error) => assert!(!error.to_string().is_empty(), "{text}"),
        }
    }
    assert!(read >= 5, "{read}");
}

fn name() -> impl Strategy<Value = AttributePath> {
    let urn = proptest::option::of("urn:[a-z]{1,4}(:[a-z0-9.]{1,4}){0,2}");
    let part = "[a-zA-Z][a-zA-Z0-9_-]{0,5}";
    (urn, part, proptest::option::of(part)).prop_map(|(schema, name, sub)| AttributePath {
        schema,
        name,
        sub,
    })
}

fn literal() -> impl Strategy<Value = Literal> {
    prop_oneof![
        "[^\0]{0,8}".prop_map(Literal::String),
        any::<i64>().prop_map(|number| Literal::Number(number.into())),
        (-1.0e9..1.0e9).prop_filter_map("finite", |number: f64| {
            serde_json::Number::from_f64(number).map(Literal::Number)
        }),
        any::<bool>().prop_map(Literal::Boolean),
        Just(Literal::Null),
    ]
}

fn comparison(name: impl Strategy<Value = AttributePath>) -> impl Strategy<Value = Filter> {
    let operator = (0..Operator::ALL.len()).prop_map(|index| Operator::ALL[index].1);
    (name, proptest::option::of((operator, literal()))).prop_map(|(name, rest)| match rest {
        Some((operator, literal)) => Filter::Compare(name, operator, literal),
        None => Filter::Present(name),
    })
}

fn tree(leaf: BoxedStrategy<Filter>) -> BoxedStrategy<Filter> {
    let branch = |inner: BoxedStrategy<Filter>| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 1..4).prop_map(Filter::all),
            proptest::collection::vec(inner.clone(), 1..4).prop_map(Filter::any),
            inner.prop_map(|filter| Filter::Not(Box::new(filter))),
        ]
    };
    leaf.prop_recursive(4, 24, 4, branch).boxed()
}

fn filter() -> impl Strategy<Value = Filter> {
    let plain = name().prop_map(|path| AttributePath {
        schema: None,
        sub: None,
        ..path
    });
    let inside = tree(comparison(plain).boxed());
    let element =
        (name(), inside).prop_map(|(name, filter)| Filter::Element(name, Box::new(filter)));
    tree(prop_oneof![3 => comparison(name()), 1 => element].boxed())
}

proptest! {
    #[test]
    fn printing_and_reading_are_inverse(filter in filter()) {
        prop_assert_eq!(Filter::parse(&filter.to_string()).unwrap(), filter);
    }

    #[test]
    fn whatever_is_read_is_printed_and_read_alike(text in r#"[a-c.()\[\] "]{0,12}( (eq|or|and|not|pr) [a-c"()\[\]]{0,6}){0,4}"#) {
        if let Ok(filter) = Filter::parse(&text) {
            prop_assert_eq!(Filter::parse(&filter.to_string()).unwrap(), filter);
        }
    }

    #[test]
    fn keys_of_numbers_are_in_the_order_of_the_numbers(one in -1.0e12..1.0e12, other in -1.0e12..1.0e12) {
        let key = |number: f64| {
            let number = serde_json::Number::from_f64(number).unwrap();
            crate::Key::of_untyped("x", &Literal::Number(number)).1
        };
        prop_assert_eq!(key(one).cmp(&key(other)), one.total_cmp(&other));
    }
}
