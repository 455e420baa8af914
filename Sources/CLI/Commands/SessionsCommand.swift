import Gateway

extension Command {
  /// `ctxgw sessions`
  static let sessions = Command(
    name: "sessions",
    summary: "lists, shows, exports and removes recorded sessions",
    discussion:
      "Works with the gateway running or not. An ID may be shortened as long as it stays unambiguous.",
    subcommands: [list, show, export, remove, prune],
    defaultSubcommand: "list")

  private static let list = Command(
    name: "list",
    summary: "lists sessions, the latest first",
    flags: [limit, since, .json, .config, .database, .data]
  ) { invocation, surroundings in
    let age = try invocation.value(of: since, .duration)
    let count = try invocation.value(of: limit, .count) ?? 20
    let isForPrograms = try invocation.isSet(.json)
    let report = try await invocation.recordings().sessions(
      limit: count, since: age.map { surroundings.now - $0 })
    if isForPrograms { return .json(report.json) }
    return .output(SessionListPage(report: report, now: surroundings.now).text(on: surroundings.canvas))
  }

  private static let show = Command(
    name: "show",
    summary: "shows what happened in a session",
    discussion: """
      With --turn the prompt that was forwarded is shown block by block: where a block comes from (a message by
      its number, a part of it as 46.2), how much of it the model saw (full, capped, stub, dropped, digest), its
      tokens in the prompt and as the client sent it; a prompt that went out untouched has no blocks. With
      --messages what the model read of each as well; on a terminal long texts are cut, into a pipe they go whole.
      """,
    operand: session,
    flags: [turn, messages, .json, .config, .database, .data]
  ) { invocation, surroundings in
    let number = try invocation.value(of: turn, .count)
    let withMessages = try invocation.isSet(messages)
    let isForPrograms = try invocation.isSet(.json)
    let report = try await invocation.recordings().session(
      invocation.operand, turn: number, withMessages: withMessages)
    if isForPrograms { return .json(report.json) }
    return .output(SessionPage(report: report, now: surroundings.now).text(on: surroundings.canvas))
  }

  private static let export = Command(
    name: "export",
    summary: "writes a session's conversation out",
    discussion: """
      anthropic  the last request as it came: model, system, tools and messages, to be sent again
      openai     the same as a chat completions request
      markdown   the conversation with its last answer, to be read
      """,
    operand: session,
    flags: [format, .config, .database, .data]
  ) { invocation, _ in
    let wanted = try invocation.value(of: format, .word) ?? Recordings.Format.anthropic
    return .output(try await invocation.recordings().export(invocation.operand, as: wanted))
  }

  private static let remove = Command(
    name: "rm",
    summary: "removes a session and all that belongs to it alone",
    operand: session,
    flags: [.config, .listen, .database, .data]
  ) { invocation, _ in
    let id = try await Removal(invocation.configuration()).remove(invocation.operand)
    return .output("Removed session \(id).\n")
  }

  private static let prune = Command(
    name: "prune",
    summary: "removes sessions whose last turn is longer ago than an age",
    flags: [olderThan, .config, .listen, .database, .data]
  ) { invocation, _ in
    guard let age = try invocation.value(of: olderThan, .duration) else {
      preconditionFailure("the parser insists on required flags")
    }
    let count = try await Removal(invocation.configuration()).prune(olderThan: age)
    return .output("Removed \(Phrases.count(count, "session")).\n")
  }

  private static let session = Operand(placeholder: "ID", help: "the session's id, or its beginning")
  private static let limit = Flag("limit", "N", help: "the most sessions (20)")
  private static let since = Flag("since", "AGE", help: "only sessions with a turn since, such as 7d (all)")
  private static let turn = Flag("turn", "N", help: "only this turn, with its prompt (all)")
  private static let messages = Flag("messages", help: "the messages as well")
  private static let format = Flag("as", "FORMAT", help: "anthropic, openai or markdown (anthropic)")
  private static let olderThan = Flag(
    "older-than", "AGE", isRequired: true, help: "how long ago the last turn must be, such as 30d")
}
