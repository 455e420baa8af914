import Conversations
import Dialects
import Store
import Testing
import Wire

@testable import Gateway

@Suite("Looking at what was recorded")
struct RecordingsTests {
  @Test("the list in JSON has the shape others rely on")
  func list() async throws {
    let (id, recordings, _) = try await recorded()
    let report = try await recordings.sessions(limit: 10, since: nil)
    #expect(
      text(report.json) == #"""
        {"sessions":[{"id":"\#(id)","title":"What is in ```a```?","client":"claude-cli","kind":"main",\#
        "parent":null,"continues":null,"created_at":"2026-01-31T12:00:00.000Z",\#
        "last_at":"2026-01-31T12:01:01.000Z","turns":3,"messages":4,"branches":1,"models":["claude"],\#
        "targets":["box/qwen"],"input_tokens":60,"output_tokens":5,"failed":1,"cut":1,\#
        "context":{"original_tokens":166,"sent_tokens":107,"stripped":1,"dropped":1,"epochs":1}}]}
        """#)
    let later = Timestamp(milliseconds: RecordedSession.start + 100_000)
    #expect(try await recordings.sessions(limit: 10, since: later).sessions.isEmpty)
  }

  @Test("a session in JSON has the shape others rely on")
  func session() async throws {
    let (id, recordings, _) = try await recorded()
    let report = try await recordings.session(id, turn: 1, withMessages: false)
    #expect(
      text(report.json).contains(
        #"""
        "epochs":1},"continued_by":[],"children":[],"turns":[{"number":1,"branch":0,"forked_at":null,\#
        "kind":"main","dialect":"anthropic-messages","model":"claude","target":"box/qwen","context":null,\#
        "rule":"default","tier":null,"complexity":null,"evidence":[],"local_only":false,"token":null,"attempts":1,"hops":[],\#
        "notes":[],"outcome":"completed","status":200,"failure":null,"stop_reason":"tool_use",\#
        "streamed":true,"usage":{"input":10,"cache_read":20,"cache_write":30,"output":5},\#
        "received_at":"2026-01-31T12:00:00.000Z","head_ms":1.5,"first_event_ms":2.0,"total_ms":3.0,\#
        "request_bytes":\#(report.turns[0].requestBytes),"response_bytes":0,"messages":1}]}
        """#))
    let whole = try await recordings.session(id, turn: nil, withMessages: false)
    #expect(whole.turns.map(\.outcome) == ["completed", "cut", "failed"])
    #expect(
      text(whole.json).contains(
        #""failure":{"type":"stream-cut","message":"the backend closed the connection"}"#))
    #expect(text(whole.json).contains(#""target":null"#))
    #expect(text(whole.json).contains(#""notes":["image replaced by a note"]"#))
  }

  @Test("messages come verbatim for programs and in parts for people")
  func messages() async throws {
    let (id, recordings, _) = try await recorded()
    let report = try await recordings.session(id, turn: nil, withMessages: true)
    let messages = try #require(report.messages)
    #expect(messages.map(\.role) == ["user", "assistant", "user", "assistant"])
    #expect(messages.map(\.turn) == [1, 2, 2, 2])
    #expect(
      messages.prefix(3).map { text($0.body) }
        == [RecordedSession.question, RecordedSession.call, RecordedSession.result])
    #expect(Set(messages.map(\.hash)).count == 4)
    #expect(
      messages.flatMap(\.parts) == [
        .text("What is in ```a```?"), .toolCall(name: "Read", input: #"{"path":"a"}"#),
        .toolResult("```\nx", isError: false), .note("image, image/png, 3 bytes"), .text("An x."),
      ])
    #expect(text(report.json).contains(#""body":\#(RecordedSession.result)}"#))
    let side = try await recordings.session(id, turn: 3, withMessages: true)
    #expect(side.messages?.map { text($0.body) } == [#"{"role":"user","content":"title?"}"#])
  }

  @Test("what was forwarded in JSON has the shape others rely on: figures for every turn, blocks for one")
  func prompt() async throws {
    let (id, recordings, _) = try await recorded()
    let figures = #"""
      "context":{"original_tokens":166,"sent_tokens":107,"window":8192,"window_source":"loaded","limit":6000,\#
      "reserve":1536,"stripped":1,"dropped":1,"epoch":"first","epochs":1
      """#
    let whole = try await recordings.session(id, turn: nil, withMessages: true)
    #expect(whole.turns.map { $0.context == nil } == [true, false, true])
    #expect(text(whole.json).contains(figures + #"},"rule""#))
    let one = try await recordings.session(id, turn: 2, withMessages: false)
    #expect(text(one.json).contains(figures + #","blocks":[{"origin":"system","messages":null,"part":null,"#))
    #expect(
      text(one.json).contains(
        #"""
        {"origin":"messages","messages":{"first":3,"last":3},"part":1,"label":"result of Read a","state":"stub",\#
        "tokens":5,"original_tokens":40,"changed":true},{
        """#))
    let withText = try await recordings.session(id, turn: 2, withMessages: true)
    #expect(text(withText.json).contains(#""original_tokens":40,"changed":true,"text":"[a, 1 line]"},{"#))
    #expect(text(withText.json).contains(#""original_tokens":8,"changed":false,"text":null},{"#))
  }

  @Test("of every block there is what the model read: our words, the client's, or nothing")
  func words() async throws {
    let (id, recordings, _) = try await recorded()
    let prompt = try #require(try await recordings.session(id, turn: 2, withMessages: true).turns[0].context)
    #expect(
      prompt.blocks?.map(\.words) == [
        [.text("Be  brief.")], [.text("Read(path)")], [.text("Nothing yet.")], [.text("What is in ```a```?")],
        [], [.text("[a, 1 line]")], [.note("image, image/png, 3 bytes")],
      ])
    let bare = try #require(try await recordings.session(id, turn: 2, withMessages: false).turns[0].context)
    #expect(bare.blocks?.allSatisfy { $0.words == nil } == true)
    #expect(try await recordings.session(id, turn: 1, withMessages: true).turns[0].context == nil)
  }

  @Test("a block that points beyond what is stored has no words")
  func damagedPlaces() async throws {
    let session = try RecordedSession()
    let store = try session.open()
    let id = try await session.record(in: store)
    var contents = try await store.turn(2, of: id)
    let places: [(ClosedRange<Int>, Int?)] = [(5...9, nil), (0...0, 3), (0...0, -1), (-2...(-1), nil)]
    contents.record.context?.blocks = places.map { range, part in
      ContextBlock(
        origin: .messages(range), part: part, label: "", state: .full, tokens: 1, originalTokens: 1,
        isChanged: false)
    }
    let prompt = PromptReport(contents, withWords: true)
    #expect(prompt?.blocks?.map(\.words) == Array(repeating: [], count: places.count))
    await store.close()
  }

  @Test("a message that cannot be read is shown as it is")
  func unreadableMessage() {
    let body = Array(#"{"role":"user","content":7}"#.utf8)
    for dialect in ["anthropic-messages", "openai-chat", "unheard-of"] {
      #expect(MessageReport.parts(of: body, dialect: dialect) == [.text(text(body))])
    }
  }

  @Test("usage in JSON has the shape others rely on")
  func usage() async throws {
    let (_, recordings, _) = try await recorded()
    let now = Timestamp(milliseconds: RecordedSession.start + 100_000)
    let report = try await recordings.usage(days: 1, until: now, by: .backend, backend: "box", model: nil)
    #expect(
      text(report.json) == #"""
        {"days":1,"by":"backend","rows":[{"key":"box","turns":2,"input_tokens":10,"cache_read_tokens":20,\#
        "cache_write_tokens":30,"output_tokens":5,"failed":1}],"total":{"turns":2,"input_tokens":10,\#
        "cache_read_tokens":20,"cache_write_tokens":30,"output_tokens":5,"failed":1}}
        """#)
    let all = try await recordings.usage(days: 1, until: now, by: .backend, backend: nil, model: nil)
    #expect(Set(all.rows.map(\.key)) == ["box", "(sent nowhere)"])
    let past = Timestamp(milliseconds: RecordedSession.start - 1)
    #expect(
      try await recordings.usage(days: 1, until: past, by: .day, backend: nil, model: nil).total.turns == 3)
    let future = Timestamp(milliseconds: RecordedSession.start + 90_000_000)
    #expect(
      try await recordings.usage(days: 1, until: future, by: .day, backend: nil, model: nil).rows.isEmpty)
  }

  @Test("exported as anthropic, the last request can be sent again as it came")
  func exportAnthropic() async throws {
    let (id, recordings, _) = try await recorded()
    let body = try await recordings.export(String(id.prefix(6)), as: .anthropic)
    #expect(
      text(body) == #"""
        {"model":"claude","max_tokens":4096,"system":"Be  brief.","tools":[{"name":"Read","input_schema":{}}],\#
        "messages":[\#(RecordedSession.question),\#(RecordedSession.call),\#(RecordedSession.result)]}

        """#)
    let request = try AnthropicMessages().read(JSONDocument(parsing: body), fields: HTTPFields())
    #expect(request.messages.count == 3)
  }

  @Test("exported as openai, it is a chat completions request")
  func exportOpenAI() async throws {
    let (id, recordings, _) = try await recorded()
    let root = try JSONDocument(parsing: try await recordings.export(id, as: .openai)).root
    #expect(root["model"]?.string == "claude")
    let roles = root["messages"]?.elements.compactMap { $0["role"]?.string }
    #expect(roles == ["system", "user", "assistant", "tool", "user"])
    #expect(root["tools"]?.count == 1)
  }

  @Test("exported as markdown, it reads as a document and no text breaks out of its fence")
  func exportMarkdown() async throws {
    let (id, recordings, _) = try await recorded()
    #expect(
      text(try await recordings.export(id, as: .markdown)) == #"""
        # What is in ```a```?

        *session \#(id) · claude-cli · box/qwen · 2026-01-31T12:00:00.000Z to 2026-01-31T12:01:01.000Z*

        ## System

        ```
        Be  brief.
        ```

        ## User

        What is in ```a```?

        ## Assistant

        **Calls Read**

        ```json
        {"path":"a"}
        ```

        ## User

        **Result**

        ````
        ```
        x
        ````

        *[image, image/png, 3 bytes]*

        ## Assistant

        An x.

        """#)
  }

  @Test("what is not there is said: a database, a session, a turn")
  func missing() async throws {
    #expect(throws: StoreError.missing(path: "/nonexistent/db")) { try Recordings(path: "/nonexistent/db") }
    let (id, recordings, _) = try await recorded()
    await #expect(throws: StoreError.noSession(prefix: "nobody")) {
      try await recordings.session("nobody", turn: nil, withMessages: false)
    }
    await #expect(throws: StoreError.noTurn(session: SessionID(id), number: 9)) {
      try await recordings.session(id, turn: 9, withMessages: false)
    }
  }

  private func recorded() async throws -> (id: String, Recordings, RecordedSession) {
    let session = try RecordedSession()
    let store = try session.open()
    let id = try await session.record(in: store)
    await store.close()
    return (id, try Recordings(path: session.path), session)
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
