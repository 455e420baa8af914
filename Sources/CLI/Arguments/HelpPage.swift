/// The page `--help` prints for a command.
struct HelpPage {
  let path: [String]
  let command: Command

  /// The page, ending in a line feed.
  var text: String {
    let sections = [
      "\(path.joined(separator: " ")): \(command.summary)", usage, command.discussion, commands, operands,
      flags,
    ]
    return sections.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  private var usage: String {
    // What takes all that follows has the flags before it.
    let words =
      command.operand?.rest == nil ? operandSynopsis + flagSynopses : flagSynopses + operandSynopsis
    return "Usage: " + ([path.joined(separator: " ")] + words).joined(separator: " ")
  }

  private var operandSynopsis: [String] {
    if !command.subcommands.isEmpty { return [command.defaultSubcommand == nil ? "COMMAND" : "[COMMAND]"] }
    guard let operand = command.operand else { return [] }
    let text = operand.repeats ? operand.placeholder + "…" : operand.placeholder
    return [operand.isRequired ? text : "[\(text)]"] + (operand.rest.map { ["[\($0)…]"] } ?? [])
  }

  private var flagSynopses: [String] {
    command.flags.map { $0.isRequired ? $0.synopsis : "[\($0.synopsis)]" }
  }

  private var commands: String {
    section(
      "Commands",
      command.subcommands.map { subcommand in
        let isUsual = subcommand.name == command.defaultSubcommand
        return (subcommand.name, subcommand.summary + (isUsual ? " (when no command is named)" : ""))
      })
  }

  private var operands: String {
    section("Operands", command.operand.map { [($0.placeholder, $0.help)] } ?? [])
  }

  private var flags: String {
    section(
      "Flags, and the variables that stand in for them",
      command.flags.map { flag in
        (flag.synopsis, flag.help + (flag.variable.map { "; \($0)" } ?? ""))
      })
  }

  private func section(_ title: String, _ lines: [(String, String)]) -> String {
    guard let width = lines.map(\.0.count).max() else { return "" }
    return ([title + ":"] + lines.map { name, help in "  " + name.padded(to: width) + "  " + help })
      .joined(separator: "\n")
  }
}
