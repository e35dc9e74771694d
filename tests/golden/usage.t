$ xent
usage: xent COMMAND [ARGUMENT]... [OPTION]...
       how far can a classifier's probabilities be trusted, and what would help

Examples:
  xent diagnose val.npz                      the answer, and what to do next
  xent fit temperature val.npz -o map.json   the one cheap repair
  xent report val.npz -o report.html         all of it on one page

Commands:
  inspect    what is in a file: shape, kind, labels, problems
  diagnose   losses, calibration, verdict, next step
  fit        fit a calibration map by minimising the NLL
  apply      recalibrated probabilities: .npy, .npz, .csv or .tsv
  convert    scores, labels and weights from one format to another
  plot       a figure: .svg, .png, .pdf, .gp, or in the terminal
  report     one self-contained page: .html, .md or .json
  loss       any training loss, per row or reduced, and its gradient
  info       entropy, cross-entropy and divergence of distributions
  list       every loss, metric, convention, map, plot, report and format
  help       how to use xent, or one command of it
  version    version and licence

xent COMMAND --help says more; man xent says all.
[exit 2]
$ xent --version | sed 's/(GSL .*)/(GSL)/'
xent 0.1.0 (GSL)
License GPLv3+: GNU GPL version 3 or later <https://gnu.org/licenses/gpl.html>.
This is free software: you are free to change and redistribute it.
There is NO WARRANTY, to the extent permitted by law.
$ xent version --json
xent: error: xent version takes no --json
  hint: xent version --help
[exit 2]
$ xent lst
xent: error: unknown command lst; did you mean list?
  hint: xent list commands
[exit 2]
$ xent --frobnicate
xent: error: the command comes first, then its options: --frobnicate
  hint: xent --help
[exit 2]
$ xent --bins 3 diagnose
xent: error: the command comes first, then its options: --bins
  hint: xent --help
[exit 2]
$ xent help lits
xent: error: unknown command lits; did you mean fit?
  hint: xent list commands
[exit 2]
$ xent help list
usage: xent list [KIND] [OPTION]...
       every loss, metric, convention, map, plot, report and format

Examples:
  xent list
  xent list metrics

Common:
  -q, --quiet             no notes; warnings and errors stay
  -v, --verbose           every bin and every definition
      --no-color          no colours (also: the environment variable NO_COLOR)
  -h, --help              print this help
      --version           print the version
$ xent list --bin
xent: error: unknown option --bin; did you mean --bins?
  hint: xent list --help
[exit 2]
$ xent list commands too many
xent: error: one argument too many: too
  hint: xent list --help
[exit 2]
$ xent list comands
xent: error: no list of comands; did you mean commands?
  hint: xent list --help
[exit 2]
$ xent list --bins 3
xent: error: xent list takes no --bins
  hint: xent list --help
[exit 2]
$ xent list --he
xent: error: unknown option --he
  hint: xent list --help
[exit 2]
$ xent list -z
xent: error: unknown option -z
  hint: xent list --help
[exit 2]
$ xent list --quiet=yes
xent: error: --quiet takes no value
  hint: xent list --help
[exit 2]
