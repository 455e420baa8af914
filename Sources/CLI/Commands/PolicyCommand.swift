import Gateway

extension Command {
  /// `ctxgw policy`
  static let policies = Command(
    name: "policy",
    summary: "lists, checks and shows the policies by which requests are routed",
    discussion: """
      A policy is used by 'policy: NAME' in the configuration, or by --policy. Your own lie in
      $XDG_CONFIG_HOME/ctxgw/policies, and stand over those of the same name that come with the program.
      """,
    subcommands: [list, check, show],
    defaultSubcommand: "list")

  private static let list = Command(
    name: "list",
    summary: "lists the policies there are",
    flags: [.policy, .json, .config, .data]
  ) { invocation, surroundings in
    let report = PolicyListReport(try invocation.configuration())
    if try invocation.isSet(.json) { return .json(report.json) }
    return .output(PolicyListPage(report: report).text(on: surroundings.canvas))
  }

  private static let check = Command(
    name: "check",
    summary: "tells what is wrong with a policy, and which of its targets have no backend",
    operand: Operand(placeholder: "FILE", help: "the file, or the name of a policy"),
    flags: [.config, .data]
  ) { invocation, surroundings in
    let report = try PolicyReport(of: invocation.operand, try invocation.configuration())
    let page = PolicyPage(report: report).text(on: surroundings.canvas)
    return .verdict(Array(page.utf8), isGood: report.problems.isEmpty)
  }

  private static let show = Command(
    name: "show",
    summary: "prints a policy as it is written",
    operand: Operand(placeholder: "NAME", help: "the name of a policy, or a file"),
    flags: [.config, .data]
  ) { invocation, _ in
    .output(try PolicyReport.text(of: invocation.operand, try invocation.configuration()))
  }
}
