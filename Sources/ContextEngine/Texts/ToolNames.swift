/// What the names of tools say of them, by the agents that define them.
extension ToolUse.Kind {
  /// The sort of a tool with this name; nil when the name says nothing. Case and separators do not matter, nor does
  /// what stands before the last `__`, which is the server of an MCP tool.
  init?(named name: String) {
    let bare = name.lowercased().utf8.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
    // `mcp__server__tool`: an empty piece between two underscores.
    let last = bare.lastIndex { $0.isEmpty }.map { bare[($0 + 1)...] } ?? bare[...]
    let word = last.joined().filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ".") }
    guard let kind = Self.names[String(decoding: word, as: UTF8.self)] else { return nil }
    self = kind
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

  /// The sort of a tool whose name says nothing, by what its arguments are called.
  init(by arguments: ToolArguments) {
    if arguments.hasReplacement {
      self = .edit
    } else if arguments.command != nil {
      self = .shell
    } else if arguments.path != nil, arguments.hasContent {
      self = .write
    } else if arguments.pattern != nil, arguments.path != nil {
      self = .search
    } else {
      self = arguments.path != nil && arguments.lines != nil ? .read : .other
    }
  }
}
