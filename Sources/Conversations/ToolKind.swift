/// What sort of thing a tool does.
public enum ToolKind: String, Sendable, CaseIterable {
  /// Shows a file, or a part of it.
  case read
  /// Changes a file.
  case edit
  /// Writes a file anew.
  case write
  /// Runs a command.
  case shell
  /// Looks for a pattern, in files or on the web.
  case search
  /// Names files.
  case list
  /// Writes down what is to be done.
  case todo
  /// Hands a task to another agent.
  case subAgent
  /// Asks the user.
  case question
  /// Anything else.
  case other

  /// Whether a result shows what files hold, so that words like "error" in it mean nothing.
  public var showsContent: Bool {
    switch self {
    case .read, .search, .list: true
    case .edit, .write, .shell, .todo, .subAgent, .question, .other: false
    }
  }

  /// Whether a call leaves a file other than it was.
  public var changesFile: Bool {
    switch self {
    case .edit, .write: true
    case .read, .shell, .search, .list, .todo, .subAgent, .question, .other: false
    }
  }
}

/// What the names of tools say of them, by the agents that define them.
extension ToolKind {
  /// The sort of a tool with this name; nil when the name says nothing.
  public init?(named name: String) {
    guard let kind = Self.names[Self.word(of: name)] else { return nil }
    self = kind
  }

  /// A name without case, separators, and what stands before the last `__` or dot: the server of an MCP tool, a
  /// name space.
  private static func word(of name: String) -> String {
    let pieces = name.lowercased().utf8
      .split(omittingEmptySubsequences: false) { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
    let last = pieces.lastIndex(where: \.isEmpty).map { pieces[($0 + 1)...] } ?? pieces[...]
    let word = Array(last.joined())
    let dot = word.lastIndex(of: UInt8(ascii: "."))
    return String(decoding: dot.map { word[($0 + 1)...] } ?? word[...], as: UTF8.self)
  }

  private static let names: [String: Self] = {
    var kinds: [String: Self] = [:]
    for (kind, names) in synonyms {
      for name in names.split(separator: " ") { kinds[String(name)] = kind }
    }
    return kinds
  }()

  /// Claude Code, Codex, OpenCode, Gemini CLI, Cline, Roo, aider, pi, goose, SWE-agent, OpenHands, reference MCP servers.
  private static let synonyms: [(Self, String)] = [
    (
      .read,
      """
      read readfile readfiles readmanyfiles readtextfile readmultiplefiles view viewfile viewimage open openfile cat \
      getfile getfilecontents filereader fileread notebookread readnotebook goto scrollup scrolldown fetchfile showfile
      """
    ),
    (
      .edit,
      """
      edit editfile multiedit notebookedit applypatch applydiff patch strreplace strreplaceeditor \
      strreplacebasededittool replaceinfile replace searchreplace searchandreplace insert insertcontent editnotebook \
      fileedit texteditor
      """
    ),
    (
      .write, "write writefile writetofile create createfile newfile savefile filewrite overwritefile putfile"
    ),
    (
      .shell,
      """
      bash shell shellcommand exec execcommand execute executecommand executebash run runcommand runshellcommand \
      runterminalcmd runinterminal terminal localshell command unifiedexec writestdin bashoutput python ipython \
      executeipythoncell developershell powershell
      """
    ),
    (
      .search,
      """
      grep search searchfiles searchfilecontent searchdir searchfile ripgrep rg codebasesearch greptool grepfiles \
      searchcode searchtext websearch googlewebsearch findtext
      """
    ),
    (
      .list,
      """
      glob ls list listdir listdirectory listfiles listcodedefinitionnames findfile findfiles find filesearch tree \
      directorytree fileglobsearch
      """
    ),
    (
      .todo,
      """
      todowrite todoread todo updateplan plan taskcreate taskupdate tasklist taskget updatetodolist writetodos \
      managetodolist todolist
      """
    ),
    (
      .subAgent,
      "task agent dispatchagent spawnagent newtask delegate subagent codebaseinvestigator delegatetask"
    ),
    (
      .question,
      "askuserquestion askfollowupquestion askuser question ask requestuserinput exitplanmode planexit attemptcompletion"
    ),
  ]
}
