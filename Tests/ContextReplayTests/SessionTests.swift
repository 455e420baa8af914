import Testing
import Wire

@testable import ContextReplay

@Suite("Sessions and the clients that play them")
struct SessionTests {
  /// Sixty turns: a question, then reads, edits and another question now and then.
  private static let recording = Result {
    var messages = [#"{"role":"user","content":"please rename the store"}"#]
    for turn in 0..<60 {
      messages.append(
        """
        {"role":"assistant","content":[{"type":"text","text":"turn \(turn)"},{"type":"tool_use","id":"t\(turn)","name":"Bash",\
        "input":{"command":"cat file\(turn)","description":"d"}}]}
        """)
      messages.append(
        """
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"t\(turn)","content":"line one\\nline two of \(turn)"}]}
        """)
      if turn % 10 == 9 {
        messages.append(#"{"role":"assistant","content":"done with \#(turn)"}"#)
        messages.append(
          #"{"role":"user","content":[{"type":"text","text":"now the next, number \#(turn)"}]}"#)
      }
    }
    let tools = #"[{"name":"Bash","description":"runs","input_schema":{"type":"object"}}]"#
    let body = #"{"system":"s","tools":\#(tools),"messages":[\#(messages.joined(separator: ","))]}"#
    return try RecordedSession(name: "made", parsing: Array(body.utf8))
  }

  private let session: RecordedSession

  init() throws { session = try Self.recording.get() }

  private func fixedPart(_ tokens: Int, tools: Int = 0) -> SyntheticFixedPart {
    SyntheticFixedPart(of: session, tokens: tokens, toolCount: tools) { $0.utf8.count / 4 }
  }

  private func play(seed: UInt64, _ habits: ClientHabits = .all) -> [ClientTurn] {
    var client = SimulatedClient(
      playing: session, fixedPart: fixedPart(500), habits: habits, seed: seed, sessionID: "id")
    return client.play()
  }

  @Test("every turn asks for what was recorded before its answer")
  func plainTurns() throws {
    let turns = session.plainTurns(with: fixedPart(500))
    #expect(turns.map(\.answer) == session.answers)
    for turn in turns {
      let messages = try JSONDocument(parsing: turn.body).root["messages"]
      #expect(messages?.count == turn.answer)
    }
  }

  @Test("the same seed plays a session the same way, another one otherwise")
  func seeds() {
    #expect(play(seed: 1).map(\.body) == play(seed: 1).map(\.body))
    #expect(play(seed: 1).map(\.body) != play(seed: 2).map(\.body))
  }

  @Test("a client with all habits goes back, compacts once, and still sends every recorded turn")
  func habits() {
    let places = (1...4).flatMap { seed in play(seed: seed).map(\.place) }
    #expect(places.count { $0 == .compacted } == 4)
    #expect(places.count { $0 == .side } == 4)
    #expect(places.contains(.rewound))
    let withoutCompaction = play(seed: 1, .all.subtracting([.compaction, .rewinds]))
    #expect(withoutCompaction.map(\.answer) == session.answers)
  }

  @Test("no habit changes what is said: what is written otherwise reads the same")
  func dress() throws {
    for message in session.messages {
      var dress = MessageDress()
      (dress.flipsForm, dress.reversesKeys, dress.hasCacheMark) = (true, true, true)
      let dressed = try JSONDocument(parsing: dress.dressed(message)).root
      #expect(Self.strings(of: dressed) == Self.strings(of: message).union(["text", "ephemeral"]))
    }
  }

  @Test("facts of every kind are planted, and each is found at the turn after its step")
  func needles() throws {
    var probes = ProbeList()
    let planted = try PlantedSession(session, addingTo: &probes)
    #expect(Set(planted.needles.map(\.kind)) == Set(Needle.Kind.allCases))
    let found = planted.session.messages.map {
      probes.found(in: PromptText(anthropicMessages: $0).searchable)
    }
    for needle in planted.needles {
      let place = planted.session.answers[needle.step]
      let first = found.firstIndex { $0.contains(needle.fact) }
      #expect(first == place || first == place + 1, "\(needle.kind)")
    }
  }

  @Test(
    "a fixed part has the size and the tools that are wanted",
    arguments: [(2_000, 0), (20_000, 15), (40_000, 40)])
  func fixedParts(tokens: Int, tools: Int) throws {
    let part = fixedPart(tokens, tools: tools)
    let text = String(decoding: part.system + part.tools, as: UTF8.self)
    #expect((tokens * 9 / 10...tokens * 11 / 10).contains(text.utf8.count / 4))
    #expect(try JSONDocument(parsing: part.tools).root.count == max(1, tools))
  }

  /// Every text in a message, keys aside.
  private static func strings(of value: JSONValue) -> Set<String> {
    var bytes: [UInt8] = []
    value.appendStrings(to: &bytes)
    return Set(String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init))
  }
}
