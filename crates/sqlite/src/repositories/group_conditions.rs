//! SCIM conditions and orders on groups, as SQL about `user_groups`.

use scim::filter::{Condition, Test};
use scim::list::Order;

use super::comparisons::{of_moment, of_text};
use super::fragment::Fragment;
use super::provisioned::Scope;
use super::user_conditions::directed;

const CREATED: &str = "user_groups.created_at";
const CHANGED: &str = "COALESCE(user_groups.updated_at, user_groups.created_at)";

impl Scope<'_> {
    /// The group is in the tenant and meets the condition.
    pub(super) fn groups(self, condition: Option<&Condition>) -> Fragment {
        let in_tenant = Fragment::of("user_groups.tenant_id = ").text(self.tenant);
        match condition {
            Some(condition) => in_tenant.sql(" AND ").then(self.group(condition)),
            None => in_tenant,
        }
    }

    fn group(self, condition: &Condition) -> Fragment {
        let each = |all: &[Condition]| {
            let all: Vec<_> = all.iter().map(|it| self.group(it)).collect();
            all
        };
        match condition {
            Condition::Value(name, test) => self.group_value(name, test),
            Condition::Element(_, inner) => self.group_with(member(inner)),
            Condition::And(all) => Fragment::joined(each(all), " AND ", true),
            Condition::Or(all) => Fragment::joined(each(all), " OR ", false),
            Condition::Not(inner) => Fragment::of("NOT (").then(self.group(inner)).sql(")"),
        }
    }

    fn group_value(self, name: &str, test: &Test) -> Fragment {
        match name {
            "id" => of_text("user_groups.group_id", test),
            "displayname" => of_text("user_groups.display_name_folded", test),
            "meta.created" => of_moment(CREATED, test),
            "meta.lastmodified" => of_moment(CHANGED, test),
            "members" => self.group_with(Fragment::constant(*test == Test::Present)),
            "members.value" => self.group_with(of_text("m.user_id", test)),
            "externalid" => Fragment::of(
                "user_groups.group_id IN (SELECT x.group_id FROM group_external_ids x \
                 WHERE x.tenant_id = ",
            )
            .text(self.tenant)
            .sql(" AND x.provisioner = ")
            .text(self.provisioner)
            .sql(" AND ")
            .then(of_text("x.external_id", test))
            .sql(")"),
            _ => Fragment::constant(false),
        }
    }

    fn group_with(self, condition: Fragment) -> Fragment {
        Fragment::of(
            "user_groups.group_id IN (SELECT m.group_id FROM group_members m WHERE m.tenant_id = ",
        )
        .text(self.tenant)
        .sql(" AND ")
        .then(condition)
        .sql(")")
    }

    /// What to order groups by.
    pub(super) fn group_order(self, order: Option<&Order>) -> Fragment {
        let by_creation = Fragment::of("user_groups.created_at, user_groups.group_id");
        let Some(order) = order else {
            return by_creation;
        };
        let key = match order.attribute.as_str() {
            "id" => Fragment::of("user_groups.group_id"),
            "meta.created" => Fragment::of(CREATED),
            "meta.lastmodified" => Fragment::of(CHANGED),
            "externalid" => Fragment::of(
                "(SELECT x.external_id FROM group_external_ids x WHERE \
                 x.tenant_id = user_groups.tenant_id AND x.group_id = user_groups.group_id \
                 AND x.provisioner = ",
            )
            .text(self.provisioner)
            .sql(")"),
            "members.value" => Fragment::of(
                "(SELECT MIN(m.user_id) FROM group_members m WHERE \
                 m.tenant_id = user_groups.tenant_id AND m.group_id = user_groups.group_id)",
            ),
            _ => Fragment::of("user_groups.display_name_folded"),
        };
        directed(key, order.is_descending)
            .sql(", ")
            .then(by_creation)
    }
}

/// The member in row `m` meets the condition.
fn member(condition: &Condition) -> Fragment {
    let each = |all: &[Condition]| all.iter().map(member).collect::<Vec<_>>();
    match condition {
        Condition::Value(name, test) if name == "members.value" => of_text("m.user_id", test),
        Condition::Value(..) | Condition::Element(..) => Fragment::constant(false),
        Condition::And(all) => Fragment::joined(each(all), " AND ", true),
        Condition::Or(all) => Fragment::joined(each(all), " OR ", false),
        Condition::Not(inner) => Fragment::of("NOT (").then(member(inner)).sql(")"),
    }
}
