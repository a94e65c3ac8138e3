//! SCIM conditions and orders on users, as SQL about `accounts`.
//!
//! What the account has is asked of its columns; everything else of `searched_values`, which has a row
//! for each value of a profile and the account's address among the e-mail addresses.

use scim::Key;
use scim::filter::{Condition, Test, passes};
use scim::list::Order;

use super::comparisons::{of_moment, of_text, of_value};
use super::fragment::Fragment;
use super::provisioned::Scope;

const CREATED: &str = "accounts.created_at";
const CHANGED: &str = "COALESCE(accounts.updated_at, accounts.created_at)";

impl Scope<'_> {
    /// The account is in the tenant and meets the condition.
    pub(super) fn users(self, condition: Option<&Condition>) -> Fragment {
        let in_tenant = Fragment::of("accounts.tenant_id = ").text(self.tenant);
        match condition {
            Some(condition) => in_tenant.sql(" AND ").then(self.user(condition)),
            None => in_tenant,
        }
    }

    fn user(self, condition: &Condition) -> Fragment {
        match condition {
            Condition::Value(name, test) => self.user_value(name, test),
            Condition::Element(name, inner) if name == "groups" => {
                self.user_in_group(membership(inner))
            }
            Condition::Element(name, inner) => self.user_element(name, inner),
            Condition::And(all) => {
                Fragment::joined(all.iter().map(|it| self.user(it)), " AND ", true)
            }
            Condition::Or(all) => {
                Fragment::joined(all.iter().map(|it| self.user(it)), " OR ", false)
            }
            Condition::Not(inner) => Fragment::of("NOT (").then(self.user(inner)).sql(")"),
        }
    }

    fn user_value(self, name: &str, test: &Test) -> Fragment {
        match name {
            "id" => of_text("accounts.user_id", test),
            "username" => of_text("accounts.username_folded", test),
            "meta" => Fragment::constant(*test == Test::Present),
            "meta.created" => of_moment(CREATED, test),
            "meta.lastmodified" => of_moment(CHANGED, test),
            "active" => match test {
                Test::Equals(key) => {
                    Fragment::of("accounts.is_disabled = ").flag(key.as_str() == "false")
                }
                _ => Fragment::constant(true),
            },
            "externalid" => Fragment::of(
                "accounts.user_id IN (SELECT x.user_id FROM user_external_ids x WHERE x.tenant_id = ",
            )
            .text(self.tenant)
            .sql(" AND x.provisioner = ")
            .text(self.provisioner)
            .sql(" AND ")
            .then(of_text("x.external_id", test))
            .sql(")"),
            _ if name == "groups" || name.starts_with("groups.") => {
                self.user_in_group(membership(&Condition::Value(name.to_owned(), test.clone())))
            }
            _ => self
                .values("v.user_id", "accounts.user_id", name)
                .sql(" AND ")
                .then(of_value("v.key", "v.head", test))
                .sql(")"),
        }
    }

    /// `what` is among the `column` of the values of an attribute; the parenthesis stays open.
    fn values(self, column: &'static str, what: &'static str, name: &str) -> Fragment {
        Fragment::of(what)
            .sql(" IN (SELECT ")
            .sql(column)
            .sql(" FROM searched_values v WHERE v.tenant_id = ")
            .text(self.tenant)
            .sql(" AND v.attribute = ")
            .text(name)
    }

    fn user_in_group(self, condition: Fragment) -> Fragment {
        Fragment::of(
            "accounts.user_id IN (SELECT m.user_id FROM group_members m JOIN user_groups g \
             ON g.tenant_id = m.tenant_id AND g.group_id = m.group_id WHERE m.tenant_id = ",
        )
        .text(self.tenant)
        .sql(" AND ")
        .then(condition)
        .sql(")")
    }

    /// One element of a list meets the condition. Of several demands the one for a certain `value`
    /// goes first, since an index finds the few elements that meet it.
    fn user_element(self, name: &str, condition: &Condition) -> Fragment {
        let all = match condition {
            Condition::And(all) => all.as_slice(),
            one => std::slice::from_ref(one),
        };
        let is_narrow = |it: &Condition| match it {
            Condition::Value(name, Test::Equals(_) | Test::StartsWith(_)) => {
                name.rsplit_once('.').is_some_and(|(_, sub)| sub == "value")
            }
            _ => false,
        };
        let first = all.iter().position(is_narrow);
        let narrow = first.and_then(|index| all.get(index));
        let start = Fragment::of(
            "accounts.user_id IN (SELECT e.user_id FROM searched_values e WHERE e.tenant_id = ",
        )
        .text(self.tenant);
        let start = match narrow {
            Some(Condition::Value(name, test)) => start
                .sql(" AND e.attribute = ")
                .text(name)
                .sql(" AND ")
                .then(of_value("e.key", "e.head", test)),
            _ => start.sql(" AND e.attribute = ").text(name),
        };
        let rest = all
            .iter()
            .enumerate()
            .filter(|(index, _)| Some(*index) != first);
        let rest = rest.map(|(_, it)| in_element(it));
        start
            .sql(" AND e.element IS NOT NULL AND ")
            .then(Fragment::joined(rest, " AND ", true))
            .sql(")")
    }

    /// What to order users by.
    pub(super) fn user_order(self, order: Option<&Order>) -> Fragment {
        let by_creation = Fragment::of("accounts.created_at, accounts.user_id");
        let Some(order) = order else {
            return by_creation;
        };
        let key = match order.attribute.as_str() {
            "id" => Fragment::of("accounts.user_id"),
            "username" => Fragment::of("accounts.username_folded"),
            "meta.created" => Fragment::of(CREATED),
            "meta.lastmodified" => Fragment::of(CHANGED),
            "active" => Fragment::of("(CASE WHEN accounts.is_disabled THEN 0 ELSE 1 END)"),
            "externalid" => Fragment::of(
                "(SELECT x.external_id FROM user_external_ids x WHERE \
                 x.tenant_id = accounts.tenant_id AND x.user_id = accounts.user_id \
                 AND x.provisioner = ",
            )
            .text(self.provisioner)
            .sql(")"),
            name => Fragment::of(
                "(SELECT MIN(v.key) FROM searched_values v WHERE v.tenant_id = accounts.tenant_id \
                 AND v.user_id = accounts.user_id AND v.is_first AND v.attribute = ",
            )
            .text(name)
            .sql(")"),
        };
        directed(key, order.is_descending)
            .sql(", ")
            .then(by_creation)
    }
}

/// The element in row `e` meets the condition. Its few values are found by its person and counted, so that no planner
/// begins with what they are: a hundred thousand addresses are of the type `work`.
fn in_element(condition: &Condition) -> Fragment {
    let each = |all: &[Condition]| all.iter().map(in_element).collect::<Vec<_>>();
    match condition {
        Condition::Value(name, test) => {
            let stored = Fragment::of(
                "0 < (SELECT COUNT(*) FROM user_values v WHERE v.tenant_id = e.tenant_id \
                 AND v.user_id = e.user_id AND v.element = e.element AND v.attribute = ",
            )
            .text(name)
            .sql(" AND ")
            .then(of_text("v.key", test))
            .sql(")");
            if name == "emails.value" {
                Fragment::joined([stored, is_address(test)], " OR ", false)
            } else {
                stored
            }
        }
        // The language has no brackets inside brackets.
        Condition::Element(..) => Fragment::constant(false),
        Condition::And(all) => Fragment::joined(each(all), " AND ", true),
        Condition::Or(all) => Fragment::joined(each(all), " OR ", false),
        Condition::Not(inner) => Fragment::of("NOT (").then(in_element(inner)).sql(")"),
    }
}

/// The element in row `e` is the account's own address, which passes the test.
fn is_address(test: &Test) -> Fragment {
    Fragment::of(
        "0 < (SELECT COUNT(*) FROM accounts a WHERE a.tenant_id = e.tenant_id AND a.user_id = e.user_id \
         AND e.element = a.user_id || '#address' AND ",
    )
    .then(of_text("a.email_folded", test))
    .sql(")")
}

/// By `key`; what has none comes last, or first in the other direction.
pub(super) fn directed(key: Fragment, is_descending: bool) -> Fragment {
    let direction = if is_descending { " DESC" } else { " ASC" };
    let is_missing = Fragment::of("(")
        .then(key.clone())
        .sql(" IS NULL)")
        .sql(direction);
    is_missing.sql(", ").then(key).sql(direction)
}

/// The membership in rows `m` and `g` meets the condition.
fn membership(condition: &Condition) -> Fragment {
    let each = |all: &[Condition]| all.iter().map(membership).collect::<Vec<_>>();
    match condition {
        Condition::Value(name, test) => match name.as_str() {
            "groups" => Fragment::constant(*test == Test::Present),
            "groups.value" => of_text("m.group_id", test),
            "groups.display" => of_text("g.display_name_folded", test),
            // Every membership is a direct one.
            "groups.type" => Fragment::constant(passes(&Key::of_text("direct", false), test)),
            _ => Fragment::constant(false),
        },
        Condition::Element(..) => Fragment::constant(false),
        Condition::And(all) => Fragment::joined(each(all), " AND ", true),
        Condition::Or(all) => Fragment::joined(each(all), " OR ", false),
        Condition::Not(inner) => Fragment::of("NOT (").then(membership(inner)).sql(")"),
    }
}
