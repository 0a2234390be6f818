import java.awt.*;
import javax.swing.*;

/** A window with the usual Swing widgets, for the corpus. */
public class SwingForm {
    public static void main(String[] arguments) {
        SwingUtilities.invokeLater(SwingForm::show);
    }

    static void show() {
        JFrame frame = new JFrame("Reader settings");
        JMenuBar bar = new JMenuBar();
        for (String name : new String[] {"File", "Edit", "View", "Help"}) {
            bar.add(new JMenu(name));
        }
        frame.setJMenuBar(bar);
        JPanel form = new JPanel(new GridLayout(0, 2, 8, 8));
        form.setBorder(BorderFactory.createEmptyBorder(12, 12, 12, 12));
        row(form, "Title", new JTextField("Morning news", 16));
        row(form, "Owner", new JTextField("", 16));
        row(form, "Size", new JSpinner(new SpinnerNumberModel(12, 1, 99, 1)));
        row(form, "Paper", new JComboBox<>(new String[] {"A4", "A5", "Letter"}));
        row(form, "Volume", new JSlider(0, 100, 40));
        form.add(new JCheckBox("Sort the list", true));
        form.add(new JCheckBox("Confirm closing", false));
        form.add(new JCheckBox("Include hidden files", false));
        form.add(new JCheckBox("Keep a backup", true));
        ButtonGroup group = new ButtonGroup();
        for (String name : new String[] {"Small", "Medium"}) {
            JRadioButton choice = new JRadioButton(name, name.equals("Medium"));
            group.add(choice);
            form.add(choice);
        }
        form.add(new JButton("Apply"));
        form.add(new JButton("Close"));
        JTabbedPane tabs = new JTabbedPane();
        tabs.add("General", form);
        tabs.add("Advanced", new JScrollPane(new JList<>(new String[] {"one", "two", "three"})));
        frame.add(tabs);
        frame.setDefaultCloseOperation(JFrame.EXIT_ON_CLOSE);
        frame.pack();
        frame.setVisible(true);
    }

    static void row(JPanel form, String name, JComponent widget) {
        JLabel label = new JLabel(name);
        label.setLabelFor(widget);
        form.add(label);
        form.add(widget);
    }
}
