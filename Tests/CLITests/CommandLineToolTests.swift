import Gateway
import TestKit
import Testing

@testable import CLI

@Suite("Running a command line")
struct CommandLineToolTests {
  @Test("'help', '--help' and the words of a command before or after them give the same page")
  func help() async {
    let expected = await run(["sessions", "show", "--help"])
    #expect(await run(["help", "sessions", "show"]) == expected)
    #expect(await run(["sessions", "show", "-h"]) == expected)
    #expect(
      await run(["help", "sessions", "shw"])
        == .failure(
          .init(
            message: "unknown command 'sessions shw'; did you mean 'show'?\n"
              + "Run 'ctxgw sessions --help' for what it takes.", status: 2)))
  }

  @Test("serve gives the configuration to serve, the command line's words over the variables over the file")
  func serve() async throws {
    let words = ["serve", "--listen", "127.0.0.1:0"]
    let variables = ["HOME": "/h", "CTXGW_LISTEN": "127.0.0.1:9", "CTXGW_DB": "/x.db"]
    guard case .success(.serve(let configuration, _)) = await run(words, variables) else {
      Issue.record("not served")
      return
    }
    #expect(configuration.server.listen.port == 0)
    #expect(configuration.store.path == "/x.db")
  }

  @Test(
    "what was typed wrong ends with status 2, what cannot be done with status 1, before anything is opened")
  func statuses() async {
    #expect(status(await run(["sessions", "--limit", "x", "--db", "/nonexistent"])) == 2)
    #expect(status(await run(["usage", "--by", "tear", "--db", "/nonexistent"])) == 2)
    #expect(status(await run(["sessions", "export", "s", "--as", "html", "--db", "/nonexistent"])) == 2)
    #expect(status(await run(["serve", "--config", "/nonexistent"])) == 1)
    #expect(status(await run(["tokens", "file"])) == 2)
    #expect(status(await run(["tokens", "file", "--model", "m", "--data", "/nonexistent"])) == 1)
    #expect(status(await run(["sessions", "--db", "/nonexistent"])) == 1)
    #expect(status(await run(["serve", "--listen", "0.0.0.0:1"])) == 1)
  }

  @Test(
    "a token is issued, listed and taken back; the policy of the gateway's own variable is not the token's")
  func tokens() async throws {
    let directory = TemporaryDirectory()
    let variables = ["XDG_DATA_HOME": directory.path, "CTXGW_POLICY": "hybrid"]
    guard
      case .success(.outputWithRemarks(let text, _)) = await run(
        ["token", "create", "--name", "ci", "--ttl", "8h", "--budget-tokens", "500K"], variables)
    else {
      Issue.record("not issued")
      return
    }
    #expect(String(decoding: text, as: UTF8.self).hasPrefix("cg1."))
    let grants = try TokenFile(path: directory.file("ctxgw/tokens.json")).grants()
    #expect(grants.map(\.name) == ["ci"] && grants[0].policy == nil && grants[0].budget == .tokens(500_000))
    #expect(grants[0].expires == Samples.now + .seconds(8 * 3600))
    #expect(status(await run(["token", "create", "--name", "ci"], variables)) == 1)
    #expect(
      await run(["token", "revoke", "ci"], variables)
        == .success(.output("Revoked ci (\(grants[0].id)).\n")))
    #expect(status(await run(["token", "revoke", "ci"], variables)) == 1)
    for words in [
      ["--name", "x", "--ttl", "soon"], ["--name", "x", "--budget-money", "-1"], [],
      ["--name", "x", "--budget-money", "1", "--budget-tokens", "1"],
    ] {
      #expect(status(await run(["token", "create"] + words, variables)) == 2)
    }
    #expect(status(await run(["token", "create", "--name", "x"], [:])) == 1)
  }

  private func status(_ result: Result<CommandResult, CommandLineTool.Refusal>) -> Int32 {
    switch result {
    case .success: 0
    case .failure(let refusal): refusal.status
    }
  }

  private func run(
    _ words: [String], _ variables: [String: String] = ["HOME": "/nonexistent"]
  ) async -> Result<CommandResult, CommandLineTool.Refusal> {
    await CommandLineTool.run(
      words,
      Surroundings(environment: Environment(variables), now: Samples.now, canvas: .plain, remarks: .plain))
  }
}
