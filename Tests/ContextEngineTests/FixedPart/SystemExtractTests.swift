import Testing
import Tokens

@testable import ContextEngine

struct SystemExtractTests {
  private static let prompt = """
    You are Pat, an agent for code. You are friendly.

    # Tone and style
    Be brief. Avoid emojis.
    ## Examples
    <example>
    user: 2+2
    assistant: NEVER more than 4
    </example>

    # Doing tasks
    - Look around first, e.g. at the readme.
    - You must never guess a URL. URLs are addresses.
    - IMPORTANT: ask before you delete.

    # Committing with git
    Write a good message. NEVER push by force.

    <env>
    Working directory: /srv/app
    Platform: linux
    </env>

    Instructions from: /srv/app/AGENTS.md
    # House rules
    We build with make.
    \((1...60).map { "Remark \($0) is long and of no use to anybody." }.joined(separator: "\n"))
    ## Tests
    Tests must pass.
    """

  private func extract(_ tokens: Int) throws -> String {
    var counter = try RepositoryFiles.counter()
    let text = SystemExtract(of: [Self.prompt], memoryQuota: 0.25).text(toTokens: tokens, counting: &counter)
    #expect(counter.count(text) <= max(tokens, 0))
    return text
  }

  @Test func `who the model is, where it works and what binds stay, in their order`() throws {
    let text = try extract(400)
    let kept = [
      "You are Pat", "never guess a URL", "IMPORTANT: ask", "NEVER push", "/srv/app\n", "House rules",
      "Tests must pass",
    ]
    let places = try kept.map { try #require(text.range(of: $0), "\($0)").lowerBound }
    #expect(places == places.sorted())
  }

  @Test func `examples and manners go first`() throws {
    let text = try extract(400)
    for gone in ["more than 4", "emojis", "Write a good message", "Remark 50"] {
      #expect(!text.contains(gone))
    }
  }

  @Test func `the less room there is, the less is kept, down to nothing`() throws {
    let short = try extract(60)
    #expect(short.contains("You are Pat"))
    #expect(!short.contains("We build with make"))
    #expect(try extract(5).isEmpty)
    #expect(try extract(-100).isEmpty)
  }

  @Test(arguments: 0..<60) func `no room is ever overstepped`(step: Int) throws { _ = try extract(step * 17) }
}

extension String {
  fileprivate func range(of text: String) -> Range<String.Index>? { ranges(of: text).first }
}

struct ProjectMemoryTests {
  private static let memory =
    "<system-reminder>\n# Shop\nSells things.\n"
    + (1...200).map { $0 % 50 == 0 ? "## Part \($0)\nNever skip \($0)." : "Line \($0) tells a story." }
    .joined(separator: "\n") + "\n</system-reminder>\n"

  @Test(arguments: [200, 300, 700]) func `its beginning stays, then headings and rules, within the room`(
    cap: Int
  ) throws {
    var counter = try RepositoryFiles.counter()
    let text = ProjectMemory.capped(Self.memory, toTokens: cap, counting: &counter)
    #expect(counter.count(text) <= cap)
    #expect(text.hasPrefix("<system-reminder>\n# Shop\nSells things.\nLine 1 "))
    #expect(text.hasSuffix("\n</system-reminder>"))
    #expect(text.contains("## Part 200\nNever skip 200."))
    #expect(!text.contains("Line 199 "))
  }

  @Test func `what fits is left alone, and what cannot is left out`() throws {
    var counter = try RepositoryFiles.counter()
    #expect(ProjectMemory.capped(Self.memory, toTokens: 10_000, counting: &counter) == Self.memory)
    #expect(ProjectMemory.capped(Self.memory, toTokens: 3, counting: &counter).isEmpty)
  }
}

struct SentencesTests {
  @Test func `sentences end where they end`() {
    let text = "Use it, e.g. Like so. Is it? Yes! A file.txt is one"
    #expect(Sentences.all(of: text) == ["Use it, e.g. Like so.", "Is it?", "Yes!", "A file.txt is one"])
    #expect(Sentences.all(of: " ").isEmpty)
  }

  @Test(arguments: [
    ("The mustard is good", Sentences.Force.none), ("It must be good", .rule), ("Don't", .rule),
    ("do NOT", .hardRule),
  ])
  func `a rule is known by its words`(sentence: String, force: Sentences.Force) {
    #expect(Sentences.force(of: sentence) == force)
  }
}
