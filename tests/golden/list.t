$ xent list
commands
  inspect   what is in a file: shape, kind, labels, problems
  diagnose  losses, calibration, verdict, next step
  fit       fit a calibration map by minimising the NLL
  apply     recalibrated probabilities: .npy, .npz, .csv or .tsv
  convert   scores, labels and weights from one format to another
  plot      a figure: .svg, .png, .pdf, .gp, or in the terminal
  report    one self-contained page: .html, .md or .json
  loss      any training loss, per row or reduced, and its gradient
  info      entropy, cross-entropy and divergence of distributions
  list      every loss, metric, convention, map, plot, report and format
  help      how to use xent, or one command of it
  version   version and licence

formats
  npy  NumPy array
  npz  NumPy archive
  csv  Text, separated by comma, semicolon or tab
  tsv  Text, separated by tab

losses
  ce                categorical cross-entropy
  bce               binary cross-entropy, and its sum over the labels of a multi-label problem
  focal             focal loss of a softmax
  binary_focal      focal loss of a sigmoid
  poly1             Poly-1 cross-entropy
  kl                Kullback-Leibler divergence of the stated from the target distribution
  binary_kl         binary cross-entropy in excess of the entropy of the target
  generalized_kl    generalised Kullback-Leibler divergence, of masses that need not sum to 1
  distillation      knowledge distillation, cross-entropy form
  distillation_kl   knowledge distillation, Kullback-Leibler form
  token_nll         negative log-likelihood of the true tokens' log-probabilities
  mse               squared error of the probabilities (Brier score)
  binary_mse        squared error of P(y=1), column by column
  hinge             hinge loss, column by column
  squared_hinge     squared hinge loss, column by column
  multiclass_hinge  multiclass hinge loss

metrics
  accuracy            accuracy
  top5_accuracy       top-5 accuracy
  prevalence          prevalence (only if named)
  mean_probability    mean probability (only if named)
  mean_confidence     mean confidence
  overconfidence      overconfidence
  nll                 negative log-likelihood
  perplexity          perplexity
  brier               Brier score
  target_entropy      target entropy
  kl_divergence       KL divergence
  label_entropy       label entropy
  predictive_entropy  predictive entropy
  ece                 expected calibration error
  rmsce               root mean square calibration error
  mce                 maximum calibration error
  ece_mass            equal-mass calibration error
  ece_debiased        debiased calibration error
  classwise_ece       classwise calibration error
  ks                  Kolmogorov-Smirnov calibration error
  spiegelhalter_z     Spiegelhalter's z
  auroc               area under the ROC curve
  aurc                area under the risk-coverage curve
  average_precision   average precision (only if named)
  e_aurc              excess area under the risk-coverage curve (only if named)
  risk_at_coverage    risk at coverage (only if named)
  d2_log              logarithmic skill (only if named)
  d2_brier            Brier skill (only if named)
  ece_over            overconfident part of the ECE (only if named)
  ece_under           underconfident part of the ECE (only if named)
  rmsce_mass          equal-mass root mean square error (only if named)
  mce_mass            equal-mass maximum calibration error (only if named)
  classwise_ece_sum   sum of the classes' errors (only if named)
  classwise_ece_max   largest error of a class (only if named)
  tace                thresholded adaptive calibration error (only if named)
  top_label_ece       error given the predicted class (only if named)
  ece_sweep           calibration error by sweep (only if named)
  ece_sweep_width     calibration error by sweep, equal width (only if named)
  t_cal               T-Cal (only if named)
  skce                squared kernel calibration error (only if named)
  smooth_ece          smooth calibration error (only if named)
  ici                 integrated calibration index (only if named)
  e50                 median distance of the calibration curve (only if named)
  e90                 90 % quantile of that distance (only if named)
  emax                largest distance of the calibration curve (only if named)
  kuiper              Kuiper calibration error (only if named)
  hosmer_lemeshow     Hosmer-Lemeshow statistic (only if named)
  cox_slope           Cox slope (only if named)
  cox_intercept       Cox intercept (only if named)

conventions
  torchmetrics  torchmetrics: calibration_error
  netcal        net:cal: ECE, MCE
  sklearn       scikit-learn: calibration_curve
  guo           Guo, Pleiss, Sun, Weinberger 2017: _ECELoss
  verified      verified_calibration: get_ece, get_ece_em, lower_bound_scaling_ce

maps
  temperature  temperature scaling
  platt        Platt scaling
  isotonic     isotonic regression
  vector       vector scaling

plots
  reliability  reliability diagram
  confidence   confidence histogram
  temperature  NLL against temperature

reports
  html  one HTML page with figures
  md    Markdown, tables without figures
  json  the result document

densities
  normal       normal:MEAN,SD
  lognormal    lognormal:MU,SIGMA, of a variable whose logarithm is normal
  exponential  exponential:RATE
  gamma        gamma:SHAPE,SCALE
  beta         beta:A,B
  laplace      laplace:LOCATION,SCALE
  logistic     logistic:LOCATION,SCALE
  t            t:NU,LOCATION,SCALE
  uniform      uniform:LOW,HIGH
  mixture      mixture:WEIGHT,MEAN,SD/WEIGHT,MEAN,SD/..., of normals

findings
  probabilities_as_logits  probabilities are taken as logits
  unnormalised             rows within [0, 1] do not sum to 1
  partial_logprobs         log-probabilities of some of the classes
  softmax_twice            softmax was applied twice
  float16_saturation       scores were saturated by float16
  one_class                one class only occurs
  labels_off_by_one        labels are off by one
  labels_swapped           the two classes are swapped
  rows_shuffled            labels have nothing to do with the scores
  duplicate_rows           rows are copies of others
  zero_probability         true classes have the probability 0
  uniform_loss             the NLL is that of a uniform guess
  understated              the NLL is near a uniform guess, though predictions are right
  worse_than_uniform       the NLL is above that of a uniform guess
$ xent list maps
  temperature  temperature scaling
  platt        Platt scaling
  isotonic     isotonic regression
  vector       vector scaling
$ xent list map
  temperature  temperature scaling
  platt        Platt scaling
  isotonic     isotonic regression
  vector       vector scaling
$ xent list meters
xent: error: no list of meters; did you mean metrics?
  hint: xent list --help
[exit 2]
