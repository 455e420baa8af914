"""What the gateway tells of a prompt: `x-ctxgw-context`, read."""


def context(answer):
    """The header's figures as whole numbers, `epoch` as a word, `untouched` as true where it says so; nothing without one."""
    told = {}
    for field in (answer.header("x-ctxgw-context") or "").split(";"):
        name, _, value = field.strip().partition("=")
        if name:
            told[name] = int(value) if value.isdigit() else value or True
    return told


def is_new(answer):
    """Whether the prompt was made anew from its front."""
    return "epoch" in context(answer)
