import Gateway
import Testing

@testable import CLI

@Suite("Reading a command line")
struct ArgumentParserTests {
  @Test("flags are given as two words or as one with '=', before or after operands")
  func flagForms() throws {
    for words in [
      ["sessions", "show", "s1", "--turn", "2", "--messages"],
      ["sessions", "show", "--turn=2", "--messages", "s1"],
      ["sessions", "show", "--messages", "--turn=2", "--", "s1"],
    ] {
      let invocation = try run(words)
      #expect(invocation.name == "ctxgw sessions show")
      #expect(invocation.operands == ["s1"])
      #expect(invocation.flags == ["turn": "2", "messages": ""])
    }
  }

  @Test("after '--' everything is an operand, and a value may hold '='")
  func verbatimWords() throws {
    #expect(try run(["sessions", "rm", "--", "--db"]).operands == ["--db"])
    #expect(try run(["sessions", "rm", "-", "--db=a=b"]).flags == ["db": "a=b"])
  }

  @Test("what follows a client's name is the client's, whatever it looks like; flags of ours stand before it")
  func otherPeoplesWords() throws {
    let invocation = try run(["run", "--model", "m", "claude", "-p", "--help", "--model=x", "--", "hi"])
    #expect(invocation.operands == ["claude", "-p", "--help", "--model=x", "--", "hi"])
    #expect(invocation.flags == ["model": "m"])
    guard
      case .help = try ArgumentParser.parse(
        ["run", "--model", "m", "-h"], root: .root, environment: Environment([:]))
    else {
      Issue.record("no help")
      return
    }
    #expect(throws: UsageError.self) { try run(["run"]) }
  }

  @Test("a group of commands has a usual one")
  func defaultSubcommand() throws {
    #expect(try run(["sessions"]).name == "ctxgw sessions list")
    #expect(try run(["sessions", "--limit", "3"]).flags == ["limit": "3"])
  }

  @Test("a flag's variable stands in for it, the flag wins, and an empty variable is none")
  func variables() throws {
    let flag = Flag("older-than", "AGE", help: "")
    #expect(flag.variable == "CTXGW_OLDER_THAN")
    let environment = ["CTXGW_OLDER_THAN": "2d", "CTXGW_JSON": "yes", "CTXGW_LIMIT": ""]
    let fromVariable = try run(["sessions", "prune"], environment)
    #expect(try fromVariable.value(of: flag, .duration) == .seconds(2 * 86_400))
    let fromFlag = try run(["sessions", "prune", "--older-than=1d"], environment)
    #expect(try fromFlag.value(of: flag, .duration) == .seconds(86_400))
    let list = try run(["sessions"], environment)
    #expect(try list.isSet(.json))
    #expect(try list.value(of: Flag("limit", "N", help: ""), .count) == nil)
    #expect(try !run(["sessions"], ["CTXGW_JSON": "0"]).isSet(.json))
  }

  @Test(
    "what is not understood is said, with the way out and the place to read on",
    arguments: [
      (
        [],
        "a command is missing; there are serve, run, env, models, doctor, login, token, sessions, usage, status, reset, route, policy, fit, tokens, version, help",
        "ctxgw"
      ),
      (["serv"], "unknown command 'serv'; did you mean 'serve'?", "ctxgw"),
      (
        ["frobnicate"],
        "unknown command 'frobnicate'; there are serve, run, env, models, doctor, login, token, sessions, usage, status, reset, route, policy, fit, tokens, version, help",
        "ctxgw"
      ),
      (["sessions", "lst"], "unknown command 'sessions lst'; did you mean 'list'?", "ctxgw sessions"),
      (["serve", "--confg", "x"], "unknown flag '--confg'; did you mean '--config'?", "ctxgw serve"),
      (["--version"], "unknown flag '--version'; did you mean 'ctxgw version'?", "ctxgw"),
      (["serve", "-c"], "unknown flag '-c'", "ctxgw serve"),
      (["--db", "x", "serve"], "unknown flag '--db'", "ctxgw"),
      (["serve", "--config"], "--config needs a value: --config FILE", "ctxgw serve"),
      (["serve", "--config="], "--config needs a value: --config FILE", "ctxgw serve"),
      (["serve", "--db=a", "--db=b"], "--db is given twice", "ctxgw serve"),
      (["serve", "x"], "'x' is one word too many", "ctxgw serve"),
      (["sessions", "rm", "a", "b"], "'b' is one word too many", "ctxgw sessions rm"),
      (["sessions", "rm"], "ID is missing: the session's id, or its beginning", "ctxgw sessions rm"),
      (["sessions", "prune"], "--older-than AGE is missing", "ctxgw sessions prune"),
      (["sessions", "--json=1"], "--json takes no value", "ctxgw sessions list"),
    ] as [([String], String, String)])
  func refusals(words: [String], message: String, command: String) {
    #expect(throws: UsageError(message: message, command: command)) { try run(words) }
  }

  @Test("a value that cannot be read names the flag or the variable it came from")
  func wrongValues() throws {
    let limit = Flag("limit", "N", help: "")
    #expect(
      throws: UsageError(
        message: "--limit: expected a whole number of at least 1, found '0'", command: "ctxgw sessions list")
    ) { try run(["sessions", "--limit", "0"]).value(of: limit, .count) }
    #expect(
      throws: UsageError(
        message: "CTXGW_LIMIT: expected a whole number of at least 1, found 'x'",
        command: "ctxgw sessions list")
    ) { try run(["sessions"], ["CTXGW_LIMIT": "x"]).value(of: limit, .count) }
    let grouping = Flag("by", "WHAT", help: "")
    #expect(
      throws: UsageError(
        message:
          "--by: expected one of model, backend, day, session, tier, token, found 'modle'; did you mean 'model'?",
        command: "ctxgw usage")
    ) {
      let read: UsageReport.Grouping? = try run(["usage", "--by", "modle"]).value(of: grouping, .word)
      _ = read
    }
    #expect(
      throws: UsageError(
        message: "CTXGW_JSON: expected 1, true, yes, 0, false or no, found 'maybe'",
        command: "ctxgw sessions list")
    ) { try run(["sessions"], ["CTXGW_JSON": "maybe"]).isSet(.json) }
  }

  @Test("help is asked for anywhere, but not by a flag's value or after '--'")
  func help() throws {
    #expect(helpPath(["--help"]) == "ctxgw")
    #expect(helpPath(["sessions", "-h"]) == "ctxgw sessions")
    #expect(helpPath(["sessions", "rm", "a", "b", "--help"]) == "ctxgw sessions rm")
    #expect(helpPath(["usage", "--by", "--help"]) == nil)
    #expect(helpPath(["sessions", "rm", "--", "--help"]) == nil)
  }

  @Test("every flag of every command that has a variable has one of its own, and says what it does")
  func flagsAreDescribed() {
    for command in commands(below: .root) {
      #expect(!command.summary.isEmpty)
      let named = command.flags.compactMap(\.variable)
      #expect(Set(named).count == command.flags.filter(\.hasVariable).count)
      #expect(command.flags.allSatisfy { !$0.help.isEmpty })
      #expect((command.action == nil) == !command.subcommands.isEmpty)
    }
  }

  private func commands(below command: Command) -> [Command] {
    [command] + command.subcommands.flatMap(commands)
  }

  private func run(_ words: [String], _ variables: [String: String] = [:]) throws -> Invocation {
    let request = try ArgumentParser.parse(words, root: .root, environment: Environment(variables))
    guard case .run(let invocation) = request else { throw UsageError(message: "help", command: "") }
    return invocation
  }

  private func helpPath(_ words: [String]) -> String? {
    guard let request = try? ArgumentParser.parse(words, root: .root, environment: Environment([:])),
      case .help(let path, _) = request
    else { return nil }
    return path.joined(separator: " ")
  }
}
