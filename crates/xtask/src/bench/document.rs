//! `docs/benchmarks.md`: a template, with the machine and the table put into it.

use super::table::Table;
use std::fmt;

const TEMPLATE: &str = include_str!("template.md");
const MACHINE: &str = "{{machine}}";
const TABLE: &str = "{{table}}";

/// The page as it is written.
#[derive(Debug)]
pub(crate) struct Document {
    /// What was measured on, as a table.
    pub(crate) machine: String,
    /// What came out.
    pub(crate) table: Table,
}

impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let page = TEMPLATE.replace(MACHINE, &self.machine);
        f.write_str(&page.replace(TABLE, self.table.to_string().trim_end()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::machine::Machine;
    use super::*;

    #[test]
    fn the_template_has_a_place_for_everything() {
        let document = Document {
            machine: Machine::look().unwrap().to_string(),
            table: Table::parse("Rest\tmemory\t\t20 MiB\t\n").unwrap(),
        };
        let page = document.to_string();
        assert!(page.contains("| Processor | "));
        assert!(page.contains("| memory |  | 20 MiB |  |\n"));
        assert!(!page.contains("{{"));
        assert!(page.ends_with(".\n"));
        assert_eq!(Machine::recorded_in(&page), Some(document.machine));
        assert_eq!(Table::recorded_in(&page), document.table);
    }
}
